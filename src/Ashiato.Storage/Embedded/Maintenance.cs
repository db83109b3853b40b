using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>Keeps the number of segments, their age and their size within bounds, in a task of its own.</summary>
internal sealed partial class Maintenance(
    LiveRows rows, Retention retention, SegmentExchange exchange, SegmentSummaries summaries, Problems problems, ILogger<EmbeddedEventStore> logger)
{
    // So many small segments are left alone while the machine has better to do.
    private const int MostUnmerged = 512;

    // Segments are changed by one thread at a time.
    private readonly Lock _working = new();

    /// <summary>Removes what is too old, then merges until there is nothing left to do.</summary>
    /// <param name="isBusy">True while events come so fast that merging would take memory and processor from them.</param>
    /// <param name="mayWriteAgain">False to let all segments that stay be as they are: while it is not certain what a deletion has left in which of them.</param>
    /// <param name="stop">Ends the work behind the merge under way.</param>
    public void Run(Func<bool> isBusy, bool mayWriteAgain, CancellationToken stop)
    {
        lock (_working)
        {
            try
            {
                RunOnce(isBusy, mayWriteAgain, stop);
                problems.Clear(Problems.Subject.Maintenance);
            }
            catch (Exception wrong)
            {
                // Whatever it is, the segments are as they were, and the next attempt may work.
                string sentence = $"Segments cannot be merged or removed: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it; the store goes on by itself.";
                if (problems.Report(Problems.Subject.Maintenance, sentence)) LogMaintenanceFailed(logger, wrong);
            }
        }
    }

    /// <summary>Removes events from all segments and summaries that were there when the deletion was asked for.</summary>
    /// <param name="filter">Which events.</param>
    /// <param name="begin">Called before the first is removed, while no segment is written again by anybody else.</param>
    /// <param name="cancel">Ends the work between two segments.</param>
    /// <returns>How many.</returns>
    public long Delete(Filter filter, Func<long> begin, CancellationToken cancel)
    {
        lock (_working)
        {
            long end = begin();
            var gone = new FilterMatcher(filter);
            long count = 0;
            foreach (var segment in rows.Segments().Live.Where(segment => segment.Number < end))
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    count += exchange.RemoveRows(segment, gone, filter);
                }
                catch (SegmentDamagedException damage)
                {
                    if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
                }
            }
            foreach (string name in summaries.Outliving.Where(name => StoredSummary.NumberOf(name) < end))
            {
                cancel.ThrowIfCancellationRequested();
                if (summaries.TryRemove(name, filter)) continue;
                // It tells nobody anything, and what stands in it is not known.
                exchange.Forget([name]);
                LogForgotten(logger, name);
            }
            return count;
        }
    }

    private void RunOnce(Func<bool> isBusy, bool mayWriteAgain, CancellationToken stop)
    {
        ReadTraceTables(stop);
        // Before retention: what goes is to leave its summary behind.
        Summarise(stop);
        try
        {
            retention.Run(mayWriteAgain);
        }
        catch (SegmentDamagedException damage)
        {
            // The next run goes on without it.
            if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
        }
        while (mayWriteAgain && !stop.IsCancellationRequested && !CanWait(isBusy) && MergeOnce())
        {
            // One merge may make the next one possible.
        }
        // One a run is enough in any flood, and pages of days need them then, too.
        while (mayWriteAgain && !stop.IsCancellationRequested && RollUpOnce() && !isBusy())
        {
            // Until there is nothing to roll up.
        }
    }

    /// <summary>Makes one summary for several segments.</summary>
    /// <returns><see langword="false"/> when there were none, or it could not be made.</returns>
    private bool RollUpOnce()
    {
        var live = rows.Segments().Live;
        return RollupPlan.Choose(live, name => summaries.Rollups.Of(name) is not null) is { } chosen && summaries.TryRollUp(chosen);
    }

    private bool CanWait(Func<bool> isBusy) =>
        isBusy() && rows.Segments().Live.Count(segment => segment.RowCount < MergePlan.EnoughRows) <= MostUnmerged;

    /// <summary>Merges one set of segments.</summary>
    /// <returns><see langword="false"/> when there was none that should be.</returns>
    private bool MergeOnce()
    {
        // Pinned traces are in one segment, always.
        var live = rows.Segments().Live.Where(static segment => !Partitions.IsPinned(segment.Name));
        if (MergePlan.Choose(live) is not { } chosen) return false;
        using var held = new HeldSegments(chosen);
        // Otherwise one was set aside meanwhile, and others are to be chosen.
        if (held.Segments.Count < chosen.Count) return true;
        try
        {
            Merge(chosen);
        }
        catch (SegmentDamagedException damage)
        {
            if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
        }
        return true;
    }

    private void Merge(IReadOnlyList<Segment> chosen)
    {
        // Through a cache of its own: merging must not push out what queries need.
        var reading = MergePlan.NewCache();
        var sources = chosen.SelectMany(segment => segment.GroupsThrough(reading)).ToArray();
        var merged = exchange.Write(sources, Partitions.Of(chosen[0].Name), replaced: chosen);
        exchange.Exchange(chosen, merged);
        LogMerged(logger, chosen.Count, merged.RowCount, merged.SizeBytes);
        // What a merge needed is tens of megabytes, too old by now to be found without looking at all.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
    }

    /// <summary>Reads which traces each segment has: a start does not wait for that, and neither should the first question about a trace.</summary>
    private void ReadTraceTables(CancellationToken stop) => Visit(
        static segment =>
        {
            _ = segment.Traces;
            return true;
        },
        stop);

    /// <summary>Makes the summaries that are missing: of segments from before there were any, or whose file was damaged.</summary>
    private void Summarise(CancellationToken stop) => Visit(segment => summaries.Has(segment.Name) || summaries.Rebuild(segment), stop);

    /// <summary>Looks at one live segment after the other. What turns out to be damaged is left out from then on.</summary>
    /// <param name="visit">Looks at one, which stays open meanwhile; <see langword="false"/> to look at no more.</param>
    /// <param name="stop">Ends the work between two segments.</param>
    private void Visit(Func<Segment, bool> visit, CancellationToken stop)
    {
        foreach (var segment in rows.Segments().Live)
        {
            if (stop.IsCancellationRequested) return;
            using var held = new HeldSegments(segment);
            if (held.Segments.Count == 0) continue;
            try
            {
                if (!visit(segment)) return;
            }
            catch (SegmentDamagedException damage)
            {
                if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Merged {SegmentCount} segments into one of {RowCount} events and {SizeBytes} bytes.")]
    private static partial void LogMerged(ILogger logger, int segmentCount, long rowCount, long sizeBytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A segment is damaged and left out.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The summary of segment {Segment}, whose events are gone, cannot be read. A deletion removed it, because it may tell of what was deleted.")]
    private static partial void LogForgotten(ILogger logger, string segment);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segments cannot be merged or removed.")]
    private static partial void LogMaintenanceFailed(ILogger logger, Exception wrong);
}
