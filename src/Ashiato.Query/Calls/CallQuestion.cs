using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>How is one kind of call?</summary>
internal sealed class CallQuestion(IEventStore store)
{
    public async Task<CallDetails?> AskAsync(CallKind kind, string? service, Period period, Task<CallSample> sample, CancellationToken cancel)
    {
        var filter = CallFilters.Within(period, service).And(CallFilters.Of(kind));
        var calls = filter.And(new Filter.Not(CallFilters.IsPrepare));
        var ranking = new CallsQuestion(store).AskAsync(kind.Scope, filter, period, sample, limit: 1, cancel);
        var spread = new CallSpreadQuestion(store);
        var buckets = spread.BucketsAsync(calls, period, cancel);
        var slowest = spread.SlowestAsync(calls, period, cancel);
        await Task.WhenAll(ranking, buckets, slowest);
        if ((await ranking).Groups is not [var group, ..]) return null;
        return new CallDetails(group, new LatencyDistribution(await buckets, group.P50Micros, group.P95Micros), await slowest);
    }
}
