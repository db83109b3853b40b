using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Activity;

/// <summary>How much was going on, over time?</summary>
internal sealed class ActivityQuestion(IEventStore store)
{
    /// <summary>All transactions of the period, in as many intervals as asked for at most.</summary>
    public async Task<TimeSeries> AskAsync(Period period, int most, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, most);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = period.Filter.And(TransactionNumbers.IsTransaction),
                Keys = [intervals.Key],
                Measures = TransactionNumbers.Measures,
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return intervals.ToSeries(table.Groups, key: 0);
    }
}
