using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Activity;

/// <summary>How much was going on, over time?</summary>
/// <remarks>Asked by every page, and so for counts alone: latencies of as many intervals would take many times as long.</remarks>
internal sealed class ActivityQuestion(IEventStore store)
{
    private static readonly Measure[] s_measures = [new Measure.Count(), new Measure.Count(TransactionNumbers.IsFailed)];

    /// <summary>How many transactions there were, in as many intervals as asked for at most.</summary>
    public async Task<TimeSeries> AskAsync(Period period, int most, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, most);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = period.Filter.And(TransactionNumbers.IsTransaction),
                Keys = [intervals.Key],
                Measures = s_measures,
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        double[] counts = intervals.Spread(table.Groups, 0, static group => group.Number(0)), failed = intervals.Spread(table.Groups, 0, static group => group.Number(1));
        return new TimeSeries(
            intervals.LengthMicros,
            [.. counts.Select((count, i) => new TimePoint(intervals.FirstMicros + (i * intervals.LengthMicros), (long)count, (long)failed[i], null))]);
    }
}
