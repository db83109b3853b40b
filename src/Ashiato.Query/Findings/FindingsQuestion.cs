using Ashiato.Query.Calls;
using Ashiato.Storage;

namespace Ashiato.Query.Findings;

/// <summary>What costs time and can be mended?</summary>
internal sealed class FindingsQuestion(IEventStore store)
{
    private static readonly IFindingRule[] s_rules = [new LoopRule(), new SerialRule(), new WaitingRule(), new ConnectionRule(), new BigAnswerRule(), new LockedCallRule(), new OwnWorkRule()];

    /// <summary>The findings of a period, of one service or endpoint when it is given.</summary>
    public async Task<FindingList> AskAsync(string? service, string? transaction, Period period, Task<CallSample> sampling, CancellationToken cancel)
    {
        var instances = new InstanceRule(store).FindAsync(service, period, cancel);
        var starts = new SlowStartRule(store).FindAsync(service, period, cancel);
        var sample = await sampling;
        var contexts = new MissingContextRule(store).FindAsync(service, period, sample, cancel);
        var codeLoops = new CodeLoops(store).FindAsync(sample, cancel);
        await Task.WhenAll(instances, starts, contexts, codeLoops);

        IEnumerable<Finding> all =
        [
            .. sample.ByEndpoint.SelectMany(endpoint => s_rules.SelectMany(rule => rule.Find(endpoint, sample))),
            .. PrepareRule.Find(sample), .. await instances, .. await starts, .. await contexts, .. await codeLoops,
        ];
        Finding[] wanted = [.. Alike.Together(all.Where(finding => transaction is null || finding.Transaction == transaction)).OrderByDescending(static finding => finding.SavingMicros)];
        return new FindingList(await new CodeLines(store).AddAsync(wanted, cancel), sample.Evidence);
    }
}
