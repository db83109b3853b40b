using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Calls to other services under one parent, each begun when the one before had ended, with nothing in between that the next could depend on.</summary>
/// <remarks>Saved is what all but the longest of a row take.</remarks>
internal sealed class SerialRule : IFindingRule
{
    private const int LeastCalls = 2;
    private const double LeastShareOfTime = 0.05;
    private const double LeastShareOfRequests = 0.3;

    // What happens between two calls that do not need each other is next to nothing of them.
    private const double MostGap = 0.05;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        var chains = endpoint.Requests
            .Select(request => (Request: request, Chain: Longest(request, all)))
            .Where(static pair => pair.Chain.Count >= LeastCalls)
            .ToArray();
        if (chains.Length == 0 || chains.Length < CallersOf(endpoint, all) * LeastShareOfRequests) yield break;
        double saving = chains.Sum(static pair => pair.Chain.Sum(static span => (double)span.DurationMicros) - pair.Chain.Max(static span => span.DurationMicros));
        if (saving < endpoint.RequestMicros * LeastShareOfTime) yield break;

        var worst = chains.MaxBy(static pair => pair.Chain.Sum(static span => span.DurationMicros));
        CallKind[] kinds = [.. worst.Chain.Select(span => all.Kinds[span.Kind]).Distinct()];
        yield return new Finding
        {
            Kind = FindingKind.OneAfterTheOther,
            Service = endpoint.Numbers.Endpoint.Service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Call = kinds[0],
            Others = kinds[1..],
            PerRequest = chains.Average(static pair => pair.Chain.Sum(static span => span.CallCount)),
            CostMicros = chains.Sum(static pair => pair.Chain.Sum(static span => (double)span.DurationMicros)) * endpoint.Weight,
            SavingMicros = saving * endpoint.Weight,
            TraceId = worst.Request.TraceId,
            SpanId = worst.Chain[0].Id.ToString(),
        };
    }

    private static int CallersOf(EndpointSample endpoint, CallSample all) =>
        endpoint.Requests.Count(request => request.Spans.Exists(span => all.Kinds[span.Kind].Scope == CallScope.External));

    /// <summary>The row of calls of a request that takes longest.</summary>
    private static List<SampledSpan> Longest(SampledRequest request, CallSample all)
    {
        List<SampledSpan> best = [], chain = [];
        long bestMicros = 0, chainMicros = 0;
        foreach (var span in request.Spans.Where(span => all.Kinds[span.Kind].Scope == CallScope.External && span.Step == CallStep.Call))
        {
            if (chain.Count > 0 && !Follows(chain[^1], span, request, all))
            {
                chain = [];
                chainMicros = 0;
            }
            chain.Add(span);
            chainMicros += span.DurationMicros;
            if (chain.Count < LeastCalls || chainMicros <= bestMicros) continue;
            (best, bestMicros) = ([.. chain], chainMicros);
        }
        return best;
    }

    private static bool Follows(SampledSpan earlier, SampledSpan later, SampledRequest request, CallSample all)
    {
        if (earlier.ParentId != later.ParentId || later.StartMicros < earlier.EndMicros) return false;
        bool isSame = earlier.Kind == later.Kind;
        // Calls of one kind in a loop do not need each other; what a loop does between them is part of it.
        if (isSame) return true;
        long gap = later.StartMicros - earlier.EndMicros;
        return gap <= Math.Max(2_000, (earlier.DurationMicros + later.DurationMicros) * MostGap)
            && !request.Spans.Exists(span => all.Kinds[span.Kind].Scope != CallScope.External && span.StartMicros >= earlier.EndMicros && span.EndMicros <= later.StartMicros);
    }
}
