using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded;

/// <summary>Works out what fills the store. Bytes are told apart by counting events: a column of many services has no bytes of one.</summary>
internal sealed class UsageMeter(EmbeddedStoreOptions options, SegmentSummaries summaries, TimeProvider time)
{
    private const long MicrosPerDay = 24L * 60 * 60 * 1_000_000;

    // Nobody needs this to the second.
    private static readonly TimeSpan s_freshness = TimeSpan.FromMinutes(1);

    private Reading? _last;

    private sealed record Reading(DateTimeOffset At, StoreUsage Usage);

    /// <summary>What it was within the last minute.</summary>
    public async ValueTask<StoreUsage> MeasureAsync(LiveRows.Snapshot snapshot, QueryLimits limits, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (_last is { } last && now - last.At < s_freshness && now >= last.At) return last.Usage;
        var usage = await MeasureNowAsync(snapshot, limits, cancel).ConfigureAwait(false);
        _last = new Reading(now, usage);
        return usage;
    }

    private async ValueTask<StoreUsage> MeasureNowAsync(LiveRows.Snapshot snapshot, QueryLimits limits, CancellationToken cancel)
    {
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var all = new GroupQuery
        {
            Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.ProcessorEvent)],
            Measures = [new Measure.Count()],
            Order = new GroupOrder(0),
            Limit = GroupQuery.MaxLimit,
        };
        var found = await AskAsync(all).ConfigureAwait(false);
        long minute = SummaryMinute(now);
        var lastDay = await AskAsync(new GroupQuery { Time = new TimeRange(minute - MicrosPerDay, minute), Measures = [new Measure.Count()] }).ConfigureAwait(false);

        double bytes = snapshot.Segments.Sum(static segment => segment.SizeBytes) + summaries.SizeBytes;
        double bytesPerEvent = found.EventCount == 0 ? 0 : bytes / found.EventCount;
        long oldest = snapshot.Groups.Select(static group => group.Time).Where(static range => range != default).Select(static range => range.FromMicros).DefaultIfEmpty(now).Min();
        double bytesPerDay = lastDay.EventCount * bytesPerEvent;
        double? days = ExpectedDays(bytesPerDay);
        return new StoreUsage(
            [.. found.Groups.Select(group => new StoreShare(group.Text(0), group.Text(1), (long)group.Number(0), (long)(group.Number(0) * bytesPerEvent)))],
            Math.Max(0, (double)(now - oldest) / MicrosPerDay),
            bytesPerDay,
            days * bytesPerDay,
            days)
        {
            MaxBytesOf = options.MaxBytesOf,
        };

        ValueTask<GroupTable> AskAsync(GroupQuery query) =>
            QueryExecutor.GroupsAsync(query, plan => summaries.PartsOf(snapshot, plan!, isOutlivingCounted: false), limits, cancel);
    }

    private double? ExpectedDays(double bytesPerDay)
    {
        double? byAge = options.LongestAge?.TotalDays;
        double? bySize = options.MaxBytes is { } most && bytesPerDay > 0 ? most / bytesPerDay : null;
        return byAge is null ? bySize : bySize is null ? byAge : Math.Min(byAge.Value, bySize.Value);
    }

    // Whole minutes need no look at events.
    private static long SummaryMinute(long micros) => micros - (micros % Summaries.SummaryView.Levels[0]);
}
