using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Statements that take locks, which mostly are quick and sometimes take very long: then they wait for other requests.</summary>
/// <remarks>Saved is what they take beyond their median.</remarks>
internal sealed class WaitingRule : IFindingRule
{
    private const int LeastCalls = 5;

    // Once or twice anything takes long: the machine was busy, or the disk.
    private const int LeastWaits = 3;
    private const double LeastShareOfTime = 0.05;
    private const long LeastWaitMicros = 20_000;
    private const double TimesTheMedian = 5;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        foreach (var use in endpoint.Uses)
        {
            var kind = all.Kinds[use.Kind];
            if (kind.Scope != CallScope.Database || use.CallCount < LeastCalls || !Statements.Locks(kind.Text)) continue;
            var calls = endpoint.Requests
                .SelectMany(static request => request.Spans, static (request, span) => (request, span))
                .Where(pair => pair.span.Kind == use.Kind && pair.span.Step == CallStep.Call)
                .OrderBy(static pair => pair.span.DurationMicros)
                .ToArray();
            // What it takes when it need not wait. When most calls wait, only the quickest tell.
            long usual = calls.Length == 0 ? 0 : calls[calls.Length / 10].span.DurationMicros;
            var waits = calls.Where(pair => pair.span.DurationMicros >= Math.Max(LeastWaitMicros, usual * TimesTheMedian)).ToArray();
            double waited = waits.Sum(pair => (double)pair.span.DurationMicros - usual);
            if (waits.Length < LeastWaits || waited < endpoint.RequestMicros * LeastShareOfTime) continue;

            var worst = waits[^1];
            yield return new Finding
            {
                Kind = FindingKind.Waiting,
                Service = endpoint.Numbers.Endpoint.Service,
                Transaction = endpoint.Numbers.Endpoint.Name,
                Call = kind,
                Share = (double)waits.Length / calls.Length,
                CostMicros = waited * endpoint.Weight,
                SavingMicros = waited * endpoint.Weight,
                TraceId = worst.request.TraceId,
                SpanId = worst.span.Id.ToString(),
            };
        }
    }
}
