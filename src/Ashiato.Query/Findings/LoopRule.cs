using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>The same call many times under one parent: what one call could have asked for at once (N+1).</summary>
/// <remarks>
/// Calls are counted under their parent, so that it does not matter whether others come between them, whether they run one after the other or
/// together, or whether the agent compressed them. Saved is what all but one of them take, as the request feels it. Calls with parents of their own
/// are judged by <see cref="CodeLoops"/>.
/// </remarks>
internal sealed class LoopRule : IFindingRule
{
    // Fewer are often on purpose, and a call that takes no time is not worth a change.
    internal const double LeastCalls = 5;
    internal const double LeastShareOfRequests = 0.5;
    private const double LeastShareOfTime = 0.03;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all) =>
        Candidates(endpoint, all).Where(static one => one.IsUnderOneParent).Select(one => Of(endpoint, all, one.Kind, one.Calls));

    /// <summary>What one finding of a loop says.</summary>
    /// <param name="endpoint">Whose.</param>
    /// <param name="all">The requests.</param>
    /// <param name="kind">Which call.</param>
    /// <param name="calls">How often in a request.</param>
    /// <param name="share">Which part of all such calls are in the loop.</param>
    public static Finding Of(EndpointSample endpoint, CallSample all, int kind, double calls, double share = 1)
    {
        double wall = Wall.Micros(endpoint, kind) * share * endpoint.Weight;
        var (request, span) = Wall.Worst(endpoint, kind);
        return new Finding
        {
            Kind = FindingKind.CalledInLoop,
            Service = endpoint.Numbers.Endpoint.Service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Call = all.Kinds[kind],
            PerRequest = calls,
            CostMicros = wall,
            SavingMicros = wall * (1 - (1 / calls)),
            TraceId = request.TraceId,
            SpanId = span.Id.ToString(),
            Slowest = Wall.Slowest(endpoint, kind),
        };
    }

    /// <summary>The calls that are made often enough in a request, and take enough of its time, to be a loop.</summary>
    public static IEnumerable<Candidate> Candidates(EndpointSample endpoint, CallSample all)
    {
        foreach (var use in endpoint.Uses)
        {
            var kind = all.Kinds[use.Kind];
            if (kind.Scope != CallScope.Database || use.CallsPerRequest < LeastCalls || Statements.IsControl(kind.Text)) continue;
            if (Wall.Micros(endpoint, use.Kind) < endpoint.RequestMicros * LeastShareOfTime) continue;
            double[] loops = [.. endpoint.Requests.Select(request => (double)MostUnderOneParent(request, use.Kind)).Where(static calls => calls > 0)];
            bool isUnderOneParent = loops.Length > 0 && loops.Count(static calls => calls >= LeastCalls) >= loops.Length * LeastShareOfRequests;
            yield return new Candidate(use.Kind, isUnderOneParent, isUnderOneParent ? loops.Average() : use.CallsPerRequest);
        }
    }

    private static int MostUnderOneParent(SampledRequest request, int kind) => request.Spans
        .Where(span => span.Kind == kind && span.Step == CallStep.Call)
        .GroupBy(static span => span.ParentId, static span => span.CallCount)
        .Select(static group => group.Sum())
        .DefaultIfEmpty()
        .Max();

    /// <summary>What may be a loop.</summary>
    /// <param name="Kind">Which call.</param>
    /// <param name="IsUnderOneParent">True when most requests make it often enough under one parent.</param>
    /// <param name="Calls">How often in a request.</param>
    internal readonly record struct Candidate(int Kind, bool IsUnderOneParent, double Calls);
}
