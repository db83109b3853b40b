using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Endpoints whose requests work by themselves for most of their time: hashing, compressing, rendering, or a call that nobody follows.</summary>
/// <remarks>
/// Only endpoints that make calls, since of others nobody knows whether their calls are followed; and only when all requests do about as
/// much, since answers that stay open (streams, long polls) and pauses do not. What of it can be saved is not known.
/// </remarks>
internal sealed class OwnWorkRule : IFindingRule
{
    private const int LeastRequests = 5;
    private const double LeastShareOfOwn = 0.85;
    private const double LeastShareWithCalls = 0.9;
    private const double LeastShareOfService = 0.01;
    private const double MostTimesTheLeast = 5;
    private const long LeastMicros = 15_000;
    private const long MostMicros = 5_000_000;

    public IEnumerable<Finding> Find(EndpointSample endpoint, CallSample all)
    {
        if (endpoint.Requests.Count < LeastRequests || endpoint.OwnMicros < endpoint.RequestMicros * LeastShareOfOwn) yield break;
        if (endpoint.Requests.Count(static request => request.Spans.Count > 0) < endpoint.Requests.Count * LeastShareWithCalls) yield break;
        long[] own = [.. endpoint.Requests.Select(static request => request.OwnMicros).Order()];
        long least = own[own.Length / 10], most = own[own.Length * 3 / 4];
        if (least < LeastMicros || least > MostMicros || most > least * MostTimesTheLeast) yield break;
        string service = endpoint.Numbers.Endpoint.Service;
        double cost = endpoint.OwnMicros * endpoint.Weight;
        if (cost < all.ByEndpoint.Where(one => one.Numbers.Endpoint.Service == service).Sum(static one => one.RequestMicros * one.Weight) * LeastShareOfService) yield break;

        yield return new Finding
        {
            Kind = FindingKind.OwnWork,
            Service = service,
            Transaction = endpoint.Numbers.Endpoint.Name,
            Share = endpoint.OwnMicros / endpoint.RequestMicros,
            CostMicros = cost,
            SavingMicros = 0,
            TraceId = endpoint.Requests.MaxBy(static request => request.OwnMicros)!.TraceId,
        };
    }
}
