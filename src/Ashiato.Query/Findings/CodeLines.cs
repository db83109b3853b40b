using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>Finds the lines of code behind findings: the first frame of a span's stack trace that belongs to the application.</summary>
internal sealed class CodeLines(IEventStore store)
{
    private const int MostFindings = 50;

    /// <summary>The findings, the first of them with their lines where the agent sent a stack trace.</summary>
    public async Task<IReadOnlyList<Finding>> AddAsync(IReadOnlyList<Finding> findings, CancellationToken cancel) =>
        await Task.WhenAll(findings.Select((finding, at) => at < MostFindings ? AddAsync(finding, cancel) : Task.FromResult(finding)));

    private async Task<Finding> AddAsync(Finding finding, CancellationToken cancel)
    {
        if (finding.TraceId is null || finding.SpanId is null) return finding;
        var page = await store.QueryAsync(
            new RowQuery
            {
                Filter = Filter.Is(Fields.TraceId, finding.TraceId).And(Filter.Is(Fields.SpanId, finding.SpanId)),
                Fields = [Fields.SpanStacktrace],
                Limit = 1,
            },
            cancel);
        return page.Rows.RowCount == 0 || page.Rows[0].Text(Fields.SpanStacktrace) is not { } frames ? finding : finding with { CodeLine = FirstLine(frames) };
    }

    /// <summary>The first frame that is not of a library, as <c>file:line function</c>.</summary>
    public static string? FirstLine(string stackTrace)
    {
        try
        {
            using var json = JsonDocument.Parse(stackTrace);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
            foreach (var frame in json.RootElement.EnumerateArray())
            {
                if (frame.TryGetProperty("library_frame", out var isLibrary) && isLibrary.ValueKind == JsonValueKind.True) continue;
                string? file = Text(frame, "filename") ?? Text(frame, "abs_path");
                string? function = Text(frame, "function");
                if (file is null && function is null) continue;
                string line = frame.TryGetProperty("line", out var at) && at.TryGetProperty("number", out var number) ? $":{number}" : "";
                return $"{file}{line} {function}".Trim();
            }
        }
        catch (JsonException)
        {
            // What an agent sent as a stack trace is kept as it is, also when nobody can read it.
        }
        return null;
    }

    private static string? Text(JsonElement frame, string name) => frame.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
