using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Requests that open a connection each, where a pool would keep them.</summary>
internal sealed class ConnectionRule : IFindingRule
{
    private const double LeastShareOfRequests = 0.5;
    private const double LeastShareOfTime = 0.05;
    private const int LeastRequests = 10;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        if (endpoint.Requests.Count < LeastRequests) yield break;
        var connecting = endpoint.Requests.Where(static request => request.Spans.Exists(static span => span.Step == CallStep.Connect)).ToArray();
        if (connecting.Length < endpoint.Requests.Count * LeastShareOfRequests) yield break;
        double time = connecting.Sum(static request => (double)CoveredTime.Of(request.Spans.Where(static span => span.Step == CallStep.Connect)));
        if (time < endpoint.RequestMicros * LeastShareOfTime) yield break;

        var worst = connecting.MaxBy(static request => request.Spans.Where(static span => span.Step == CallStep.Connect).Max(static span => span.DurationMicros))!;
        var span = worst.Spans.First(static span => span.Step == CallStep.Connect);
        yield return new Finding
        {
            Kind = FindingKind.ConnectionEachTime,
            Service = endpoint.Numbers.Endpoint.Service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Call = all.Kinds[span.Kind],
            Share = (double)connecting.Length / endpoint.Requests.Count,
            CostMicros = time * endpoint.Weight,
            SavingMicros = time * endpoint.Weight,
            TraceId = worst.TraceId,
            SpanId = span.Id.ToString(),
        };
    }
}
