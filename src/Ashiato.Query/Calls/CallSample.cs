namespace Ashiato.Query.Calls;

/// <summary>Requests of a period, looked at span by span: all of them when they are few, else some of each endpoint.</summary>
/// <param name="requests">The requests.</param>
/// <param name="kinds">What their spans' <see cref="SampledSpan.Kind"/> point to.</param>
/// <param name="endpoints">All endpoints of the period, most time spent first, also those of which no request was looked at.</param>
internal sealed class CallSample(IReadOnlyList<SampledRequest> requests, IReadOnlyList<CallKind> kinds, IReadOnlyList<EndpointNumbers> endpoints)
{
    /// <summary>What spans' <see cref="SampledSpan.Kind"/> point to.</summary>
    public IReadOnlyList<CallKind> Kinds => kinds;

    /// <summary>All endpoints of the period, most time spent first.</summary>
    public IReadOnlyList<EndpointNumbers> Endpoints => endpoints;

    /// <summary>On what it rests.</summary>
    public Evidence Evidence { get; } = new(endpoints.Sum(static one => one.Count), requests.Count);

    /// <summary>The requests by endpoint, most time spent first.</summary>
    public IReadOnlyList<EndpointSample> ByEndpoint { get; } =
        [.. requests.GroupBy(static request => request.Endpoint)
            .Join(endpoints, static group => group.Key, static one => one.Endpoint, static (group, one) => new EndpointSample(one, [.. group]))
            .OrderByDescending(static sample => sample.Numbers.TotalMicros)];

    /// <summary>Who calls each kind, most time first.</summary>
    public IReadOnlyDictionary<CallKind, IReadOnlyList<Caller>> CallersByKind()
    {
        var callers = new Dictionary<CallKind, List<Caller>>();
        foreach (var sample in ByEndpoint)
        {
            foreach (var use in sample.Uses)
            {
                if (!callers.TryGetValue(kinds[use.Kind], out var list)) callers.Add(kinds[use.Kind], list = []);
                list.Add(new Caller(sample.Numbers.Endpoint, use.CallCount * sample.Weight, use.CallsPerRequest, use.TotalMicros * sample.Weight, 0));
            }
        }
        return callers.ToDictionary(static pair => pair.Key, static pair => WithShares(pair.Value));
    }

    private static IReadOnlyList<Caller> WithShares(List<Caller> callers)
    {
        double total = callers.Sum(static caller => caller.TotalMicros);
        return [.. callers.OrderByDescending(static caller => caller.TotalMicros).Select(caller => caller with { Share = total == 0 ? 0 : caller.TotalMicros / total })];
    }
}
