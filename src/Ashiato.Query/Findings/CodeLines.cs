using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>Finds the lines of code behind findings: the first frame of a span's stack trace that belongs to the application.</summary>
/// <remarks>Agents send stack traces of slow spans only, so the slowest are looked at too when the first one has none.</remarks>
internal sealed class CodeLines(IEventStore store)
{
    private const int MostFindings = 50;

    /// <summary>The findings, the first of them with their lines where the agent sent a stack trace.</summary>
    public async Task<IReadOnlyList<Finding>> AddAsync(IReadOnlyList<Finding> findings, CancellationToken cancel) =>
        await Task.WhenAll(findings.Select((finding, at) => at < MostFindings ? AddAsync(finding, cancel) : Task.FromResult(finding)));

    private async Task<Finding> AddAsync(Finding finding, CancellationToken cancel)
    {
        if (finding.CodeLine is not null || finding.TraceId is null || finding.SpanId is null) return finding;
        IReadOnlyList<SpanPlace> places = [new(finding.TraceId, finding.SpanId), .. finding.Slowest];
        var page = await store.QueryAsync(
            new RowQuery
            {
                Filter = new Filter.TextIn(Fields.TraceId, [.. places.Select(static place => place.TraceId).Distinct()])
                    .And(new Filter.TextIn(Fields.SpanId, [.. places.Select(static place => place.SpanId).Distinct()])).And(new Filter.Exists(Fields.SpanStacktrace)),
                Fields = [Fields.SpanId, Fields.SpanStacktrace],
                Limit = places.Count * 2,
            },
            cancel);
        var lines = new Dictionary<string, string>();
        foreach (var row in page.Rows.Rows)
            if (row.Text(Fields.SpanId) is { } id && row.Text(Fields.SpanStacktrace) is { } frames && StackPath.Read(frames).Line is { } line) lines.TryAdd(id, line);
        return places.Select(place => lines.GetValueOrDefault(place.SpanId)).FirstOrDefault(static line => line is not null) is { } found ? finding with { CodeLine = found } : finding;
    }
}
