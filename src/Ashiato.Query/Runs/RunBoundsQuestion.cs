using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Runs;

/// <summary>Where do runs begin and end?</summary>
internal sealed class RunBoundsQuestion(IEventStore store)
{
    private const long Second = 1_000_000;

    // As much is looked at in one query.
    private const long Stretch = 600 * Second;

    /// <summary>The first transaction of a time that fulfils a condition.</summary>
    /// <returns>When it began; <see langword="null"/> when there is none.</returns>
    public async Task<long?> FirstAsync(Filter? condition, TimeRange time, CancellationToken cancel)
    {
        var page = await store.QueryAsync(
            new RowQuery
            {
                Time = time,
                Filter = condition is null ? TransactionNumbers.IsTransaction : TransactionNumbers.IsTransaction.And(condition),
                Fields = [Fields.Timestamp],
                Sort = new Sort(Fields.Timestamp),
                Limit = 1,
            },
            cancel);
        return page.Rows.RowCount == 0 ? null : page.Rows[0].TimestampMicros;
    }

    /// <summary>Goes along traffic until it ceases.</summary>
    /// <param name="fromMicros">A moment at which there is traffic.</param>
    /// <param name="silenceMicros">So long without a request is silence.</param>
    /// <param name="untilMicros">Nothing is known from here on.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<TrafficEnd> EndAsync(long fromMicros, long silenceMicros, long untilMicros, CancellationToken cancel)
    {
        long last = fromMicros;
        for (long at = fromMicros; at < untilMicros; at += Stretch)
        {
            var time = new TimeRange(at, Math.Min(at + Stretch, untilMicros));
            foreach (var (first, newest) in await SecondsAsync(time, cancel))
            {
                if (first - last >= silenceMicros) return new TrafficEnd(last, true);
                last = Math.Max(last, newest);
            }
            if (time.ToMicros - last >= silenceMicros) return new TrafficEnd(last, true);
        }
        return new TrafficEnd(last, false);
    }

    /// <summary>When each version of a service began within a time, earliest first.</summary>
    public async Task<IReadOnlyList<(string Version, long AtMicros)>> VersionsAsync(string service, TimeRange time, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = time,
                Filter = Filter.Is(Fields.ServiceName, service).And(TransactionNumbers.IsTransaction).And(new Filter.Exists(Fields.ServiceVersion)),
                Keys = [new GroupKey.Value(Fields.ServiceVersion)],
                Measures = [new Measure.Min(Fields.Timestamp)],
            },
            cancel);
        return [.. table.Groups.Select(static group => (group.Text(0), (long)group.Number(0))).OrderBy(static pair => pair.Item2)];
    }

    private async Task<IEnumerable<(long First, long Last)>> SecondsAsync(TimeRange time, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = time,
                Filter = TransactionNumbers.IsTransaction,
                Keys = [new GroupKey.Time(Second)],
                Measures = [new Measure.Min(Fields.Timestamp), new Measure.Max(Fields.Timestamp)],
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return table.Groups.OrderBy(static group => group.Int64(0)).Select(static group => ((long)group.Number(0), (long)group.Number(1)));
    }
}
