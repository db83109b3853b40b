using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>The same call many times from one line of code, where each call has a parent of its own: a loop whose body is a span.</summary>
/// <remarks>
/// Stack traces are large, so only those of one request of each candidate are read: the one in which the call takes most time. A function that is called from
/// several places is no loop, so all frames of the application must be the same, not only the innermost.
/// </remarks>
internal sealed class CodeLoops(IEventStore store)
{
    private const int MostCandidates = 10;
    private const int MostSpans = 500;

    /// <summary>The loops of a sample that <see cref="LoopRule"/> cannot tell from different calls.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(CallSample sample, CancellationToken cancel)
    {
        var candidates = sample.ByEndpoint
            .SelectMany(endpoint => LoopRule.Candidates(endpoint, sample), static (endpoint, candidate) => (Endpoint: endpoint, Candidate: candidate))
            .Where(static pair => !pair.Candidate.IsUnderOneParent && IsOften(pair.Endpoint, pair.Candidate.Kind))
            .Take(MostCandidates);
        var found = await Task.WhenAll(candidates.Select(pair => JudgeAsync(pair.Endpoint, sample, pair.Candidate.Kind, cancel)));
        return [.. found.OfType<Finding>()];
    }

    /// <summary>True when at least half of the requests that make the call make it often enough.</summary>
    private static bool IsOften(EndpointSample endpoint, int kind)
    {
        long[] calls = [.. endpoint.Requests.Select(request => CallsOf(request, kind)).Where(static calls => calls > 0)];
        return calls.Count(static count => count >= LoopRule.LeastCalls) >= calls.Length * LoopRule.LeastShareOfRequests;
    }

    private async Task<Finding?> JudgeAsync(EndpointSample endpoint, CallSample all, int kind, CancellationToken cancel)
    {
        var worst = Wall.Worst(endpoint, kind).Request;
        var spans = worst.Spans.Where(span => span.Kind == kind && span.Step == CallStep.Call).Take(MostSpans).ToDictionary(static span => span.Id.ToString(), static span => span.CallCount);
        var page = await store.QueryAsync(
            new RowQuery
            {
                Filter = Filter.Is(Fields.TraceId, worst.TraceId).And(new Filter.Exists(Fields.SpanStacktrace)).And(new Filter.TextIn(Fields.SpanId, [.. spans.Keys])),
                Fields = [Fields.SpanId, Fields.SpanStacktrace],
                Limit = MostSpans,
            },
            cancel);
        var paths = page.Rows.Rows
            .Select(row => (Path: row.Text(Fields.SpanStacktrace) is { } frames ? StackPath.Read(frames) : default, Calls: spans.GetValueOrDefault(row.Text(Fields.SpanId) ?? "")))
            .Where(static one => one.Path.Line is not null)
            .GroupBy(static one => one.Path, static one => one.Calls)
            .Select(static group => (Path: group.Key, Calls: group.Sum()))
            .ToArray();
        if (paths.Length == 0) return null;
        var most = paths.MaxBy(static path => path.Calls);
        double share = (double)most.Calls / CallsOf(worst, kind);
        double calls = endpoint.Uses.First(use => use.Kind == kind).CallsPerRequest * share;
        return most.Calls < LoopRule.LeastCalls || calls < LoopRule.LeastCalls ? null : LoopRule.Of(endpoint, all, kind, calls, share) with { CodeLine = most.Path.Line };
    }

    private static long CallsOf(SampledRequest request, int kind) =>
        request.Spans.Where(span => span.Kind == kind && span.Step == CallStep.Call).Sum(static span => (long)span.CallCount);
}
