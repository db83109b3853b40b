using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>The same call many times under one parent: what one call could have asked for at once (N+1).</summary>
/// <remarks>
/// Calls are counted under their parent, so that it does not matter whether others come between them, whether they run one after the other or
/// together, or whether the agent compressed them. Saved is what all but one of them take, as the request feels it.
/// </remarks>
internal sealed class LoopRule : IFindingRule
{
    // Fewer are often on purpose, and a call that takes no time is not worth a change.
    private const double LeastCalls = 5;
    private const double LeastShareOfRequests = 0.5;
    private const double LeastShareOfTime = 0.03;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        foreach (var use in endpoint.Uses)
        {
            var kind = all.Kinds[use.Kind];
            if (kind.Scope != CallScope.Database || use.CallsPerRequest < LeastCalls || Statements.IsControl(kind.Text)) continue;
            var loops = endpoint.Requests.Select(request => (double)MostUnderOneParent(request, use.Kind)).Where(static calls => calls > 0).ToArray();
            if (loops.Count(static calls => calls >= LeastCalls) < loops.Length * LeastShareOfRequests) continue;
            double wall = Wall.Micros(endpoint, use.Kind);
            if (wall < endpoint.RequestMicros * LeastShareOfTime) continue;

            double calls = loops.Average();
            var (request, span) = Wall.Worst(endpoint, use.Kind);
            yield return new Finding
            {
                Kind = FindingKind.CalledInLoop,
                Service = endpoint.Numbers.Endpoint.Service,
                Transaction = endpoint.Numbers.Endpoint.Name,
                Call = kind,
                PerRequest = calls,
                CostMicros = wall * endpoint.Weight,
                SavingMicros = wall * endpoint.Weight * (1 - (1 / calls)),
                TraceId = request.TraceId,
                SpanId = span.Id.ToString(),
            };
        }
    }

    private static int MostUnderOneParent(SampledRequest request, int kind) => request.Spans
        .Where(span => span.Kind == kind && span.Step == CallStep.Call)
        .GroupBy(static span => span.ParentId, static span => span.CallCount)
        .Select(static group => group.Sum())
        .DefaultIfEmpty()
        .Max();
}
