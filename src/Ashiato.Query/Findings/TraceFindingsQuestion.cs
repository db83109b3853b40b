using Ashiato.Query.Calls;
using Ashiato.Query.Routes;
using Ashiato.Storage;

namespace Ashiato.Query.Findings;

/// <summary>What does one trace show that can be mended?</summary>
/// <remarks>Only rules that one request is enough for: a lock that is sometimes waited for, or a slow instance, no single trace can show.</remarks>
internal sealed class TraceFindingsQuestion(IEventStore store, RouteRuleSet routes)
{
    private const int LeastPrepares = 5;

    private static readonly IFindingRule[] s_rules = [new LoopRule(), new SerialRule(), new BigAnswerRule(), new LockedCallRule(leastRequests: 1)];

    /// <summary>The findings of a trace, most to be won first; empty when it is not known.</summary>
    public async Task<FindingList> AskAsync(string traceId, CancellationToken cancel)
    {
        var sample = await new CallSampler(store, routes).ReadTraceAsync(traceId, cancel);
        Finding[] found =
        [
            .. sample.ByEndpoint.SelectMany(endpoint => s_rules.SelectMany(rule => rule.Find(endpoint, sample)))
                .Concat(PrepareRule.Find(sample, LeastPrepares)).Concat(await new CodeLoops(store).FindAsync(sample, cancel))
                .OrderByDescending(static finding => finding.SavingMicros),
        ];
        return new FindingList(await new CodeLines(store).AddAsync(found, cancel), sample.Evidence);
    }
}
