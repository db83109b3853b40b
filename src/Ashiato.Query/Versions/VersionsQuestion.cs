using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Versions;

/// <summary>Which versions of a service ran, and how did each do?</summary>
internal sealed class VersionsQuestion(IEventStore store)
{
    /// <summary>The versions, the one seen last first.</summary>
    public async Task<IReadOnlyList<ServiceVersion>> AskAsync(string service, Period period, CancellationToken cancel)
    {
        var intervals = Intervals.Of(period.Time, Intervals.InChart);
        if (intervals.Count == 0) return [];
        var numbersTask = Ask(TransactionNumbers.Measures);
        var timesTask = Ask([new Measure.Count()], intervals.Key);
        await Task.WhenAll(numbersTask, timesTask);

        var times = (await timesTask).ToLookup(group => group.Text(0), group => group.Int64(1));
        return [.. (await numbersTask)
            .Select(group => ToVersion(group.Text(0), new TransactionNumbers(group), [.. times[group.Text(0)]], period))
            .OrderByDescending(version => version.LastMicros).ThenByDescending(version => version.FirstMicros)];

        async Task<IReadOnlyList<Group>> Ask(IReadOnlyList<Measure> measures, params IReadOnlyList<GroupKey> more) => (await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Filter.Is(Fields.ServiceName, service).And(period.Filter).And(TransactionNumbers.IsTransaction),
                Keys = [new GroupKey.Value(Fields.ServiceVersion), .. more],
                Measures = measures,
                Limit = GroupQuery.MaxLimit,
            },
            cancel)).Groups;
    }

    private static ServiceVersion ToVersion(string version, TransactionNumbers numbers, long[] times, Period period) => new(
        version, numbers.Count, period.PerSecond(numbers.Count), numbers.FailedCount, numbers.FailedShare, numbers.Latency, times.DefaultIfEmpty().Min(), times.DefaultIfEmpty().Max());
}
