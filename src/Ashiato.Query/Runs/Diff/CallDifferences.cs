using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>Compares what endpoints call, per request.</summary>
/// <remarks>Only calls to stores and services: other spans hold them, and would count them twice.</remarks>
internal sealed class CallDifferences(CallSample before, CallSample after)
{
    /// <summary>Each endpoint's use of each kind on both sides.</summary>
    public IReadOnlyList<UseChange> Uses { get; } = [.. Compare(SideOf(before), SideOf(after))];

    /// <summary>What each endpoint of both sides does by itself in a request, in microseconds, and its requests after.</summary>
    public IEnumerable<(Endpoint Endpoint, double Before, double After, long Count)> OwnTimes() =>
        before.ByEndpoint.Join(after.ByEndpoint, static one => one.Numbers.Endpoint, static one => one.Numbers.Endpoint,
            static (first, second) => (first.Numbers.Endpoint, first.OwnMicros / first.Requests.Count, second.OwnMicros / second.Requests.Count, second.Numbers.Count));

    /// <summary>The changes by kind, most time gained or lost first.</summary>
    public IReadOnlyList<CallDifference> ByKind() =>
        [.. Uses.GroupBy(static use => use.Kind)
            .Select(static uses => ToDifference(uses.Key, [.. uses]))
            .OrderByDescending(static one => Math.Abs(one.GainedMicros)).ThenBy(static one => one.Kind.Text, StringComparer.Ordinal)];

    private static CallDifference ToDifference(CallKind kind, IReadOnlyList<UseChange> uses)
    {
        var most = uses.MaxBy(static use => Math.Abs(use.GainedMicros))!;
        return new CallDifference
        {
            Kind = kind,
            Caller = most.Endpoint,
            Before = Together(static use => use.Before, most.Before.Calls),
            After = Together(static use => use.After, most.After.Calls),
            GainedMicros = uses.Sum(static use => use.GainedMicros),
        };

        CallSide? Together(Func<UseChange, UseSide> side, double perRequest)
        {
            double calls = uses.Sum(use => side(use).Calls * side(use).Requests), micros = uses.Sum(use => side(use).Micros * side(use).Requests);
            return calls == 0 && micros == 0 ? null : new CallSide(calls, perRequest, calls == 0 ? 0 : micros / calls, micros);
        }
    }

    private static IEnumerable<UseChange> Compare(Side first, Side second)
    {
        foreach (var (endpoint, kind) in first.Uses.Keys.Union(second.Uses.Keys))
        {
            double requestsBefore = first.Requests.GetValueOrDefault(endpoint), requestsAfter = second.Requests.GetValueOrDefault(endpoint);
            yield return new UseChange(
                endpoint, kind,
                first.Uses.GetValueOrDefault((endpoint, kind)) with { Requests = requestsBefore },
                second.Uses.GetValueOrDefault((endpoint, kind)) with { Requests = requestsAfter },
                requestsAfter == 0 ? requestsBefore : requestsAfter);
        }
    }

    private static Side SideOf(CallSample sample) => new(
        sample.ByEndpoint
            .SelectMany(static one => one.Uses, static (one, use) => (one, use))
            .Where(pair => sample.Kinds[pair.use.Kind].Scope != CallScope.Other)
            .ToDictionary(
                pair => (pair.one.Numbers.Endpoint, sample.Kinds[pair.use.Kind]),
                static pair => new UseSide((double)pair.use.CallCount / pair.one.Requests.Count, pair.use.TotalMicros / pair.one.Requests.Count, pair.one.Numbers.Count)),
        sample.ByEndpoint.ToDictionary(static one => one.Numbers.Endpoint, static one => (double)one.Numbers.Count));

    private sealed record Side(Dictionary<(Endpoint Endpoint, CallKind Kind), UseSide> Uses, Dictionary<Endpoint, double> Requests);
}
