using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>A service that prepares its statements anew for each call: twice the journeys to the database.</summary>
/// <remarks>One finding a service, since one setting mends all of its statements.</remarks>
internal static class PrepareRule
{
    private const double LeastShareOfStatements = 0.2;
    private const double LeastShareOfTime = 0.03;
    private const double LeastPreparedCalls = 0.8;

    /// <summary>What the requests of each service show.</summary>
    /// <param name="all">The requests.</param>
    /// <param name="leastPrepares">How often the statement that is prepared longest must have been prepared: the first time is no fault.</param>
    public static IEnumerable<Finding> Find(CallSample all, int leastPrepares = 1)
    {
        foreach (var service in all.ByEndpoint.GroupBy(static one => one.Numbers.Endpoint.Service))
        {
            var uses = service.SelectMany(static one => one.Uses, static (one, use) => (Endpoint: one, Use: use)).Where(pair => all.Kinds[pair.Use.Kind].Scope == CallScope.Database).ToArray();
            double preparing = uses.Sum(static pair => pair.Use.PrepareMicros * pair.Endpoint.Weight);
            double asking = uses.Sum(static pair => pair.Use.TotalMicros * pair.Endpoint.Weight);
            double requests = service.Sum(static one => one.RequestMicros * one.Weight);
            if (preparing < asking * LeastShareOfStatements || preparing < requests * LeastShareOfTime) continue;

            var most = uses.MaxBy(static pair => pair.Use.PrepareMicros * pair.Endpoint.Weight);
            int prepares = PreparesOf(most.Endpoint, most.Use.Kind);
            if (prepares < leastPrepares || prepares < most.Use.CallCount * LeastPreparedCalls) continue;
            var (request, span) = Wall.Worst(most.Endpoint, most.Use.Kind);
            yield return new Finding
            {
                Kind = FindingKind.PreparedEachTime,
                Service = service.Key,
                Call = all.Kinds[most.Use.Kind],
                Share = preparing / asking,
                CostMicros = preparing,
                SavingMicros = preparing,
                TraceId = request.TraceId,
                SpanId = span.Id.ToString(),
                Slowest = Wall.Slowest(most.Endpoint, most.Use.Kind),
            };
        }
    }

    private static int PreparesOf(EndpointSample endpoint, int kind) =>
        endpoint.Requests.Sum(request => request.Spans.Count(span => span.Kind == kind && span.Step == CallStep.Prepare));
}
