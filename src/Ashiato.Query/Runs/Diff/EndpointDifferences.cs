using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>Compares endpoints per request.</summary>
internal static class EndpointDifferences
{
    /// <summary>The changes, most time gained or lost first.</summary>
    public static IReadOnlyList<EndpointChange> Of(IReadOnlyDictionary<Endpoint, EndpointSide> before, IReadOnlyDictionary<Endpoint, EndpointSide> after) =>
        [.. before.Keys.Union(after.Keys)
            .Select(endpoint => Of(endpoint, before.GetValueOrDefault(endpoint), after.GetValueOrDefault(endpoint)))
            .OrderByDescending(static change => Math.Abs(change.GainedMicros)).ThenBy(static change => change.Endpoint.Name, StringComparer.Ordinal)];

    private static EndpointChange Of(Endpoint endpoint, EndpointSide? before, EndpointSide? after) => new()
    {
        Endpoint = endpoint,
        Before = before,
        After = after,
        GainedMicros = (before, after) switch
        {
            (null, { } only) => -only.TotalMicros,
            ({ } only, null) => only.TotalMicros,
            // What more requests take is no loss: each is compared with one of before.
            ({ } first, { } second) => (first.AverageMicros - second.AverageMicros) * second.Count,
            _ => 0,
        },
    };
}
