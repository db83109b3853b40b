using Ashiato.Console.Api;
using Ashiato.Query;
using Ashiato.Query.Findings;
using Ashiato.Query.Routes;
using Ashiato.Settings;
using Ashiato.Settings.Findings;
using Ashiato.Settings.Routes;
using Ashiato.Storage;

namespace Ashiato.Console.Runs;

/// <summary>Questions for commands: with the route rules and mutes that people have set, as on the pages.</summary>
public static class SettingsQuestions
{
    /// <summary>Questions to a store.</summary>
    public static IQuestions Over(IEventStore store, ISettingsStore settings, TimeProvider time) =>
        new Questions(store, time, new Rules(new RouteRuleStore(settings)), new Mutes(new MutedFindings(settings, time)));

    private sealed class Rules(RouteRuleStore store) : IRouteRules
    {
        public async ValueTask<RouteRuleSet> ReadAsync(CancellationToken cancel) => new((await store.ReadAsync(cancel)).Select(static rule => new RouteRule(rule.Pattern, rule.Service)));
    }

    private sealed class Mutes(MutedFindings muted) : IFindingMutes
    {
        public async ValueTask<IReadOnlyList<FindingMute>> ReadAsync(CancellationToken cancel) =>
            [.. (await muted.ListAsync(cancel)).Select(static one => new FindingMute(one.Id, one.By, one.Since.ToMicros(), one.Until?.ToMicros()))];
    }
}
