using Ashiato.Storage.Embedded.Segments;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>Keeps the number of segments, their age and their size within bounds, in a task of its own.</summary>
internal sealed partial class Maintenance(
    DataDirectory directory, EmbeddedStoreOptions options, LiveRows rows, CatalogFile catalog, Flusher flusher, SegmentSummaries summaries, Problems problems, TimeProvider time, ILogger<EmbeddedEventStore> logger)
{
    private const long MicrosPerDay = 24L * 60 * 60 * 1_000_000;
    private const long MergeCacheBytes = 8L << 20;

    /// <summary>Merges and removes until there is nothing left to do.</summary>
    public void Run(CancellationToken stop)
    {
        try
        {
            Retain();
            while (!stop.IsCancellationRequested && MergeOnce())
            {
                // One merge may make the next one possible.
            }
            Summarise(stop);
            problems.Clear(Problems.Subject.Maintenance);
        }
        catch (Exception wrong)
        {
            // Whatever it is, the segments are as they were, and the next attempt may work.
            string sentence = $"Segments cannot be merged or removed: {wrong.Message.TrimEnd('.')}. Make room on the disk or mend it; the store goes on by itself.";
            if (problems.Report(Problems.Subject.Maintenance, sentence)) LogMaintenanceFailed(logger, wrong);
        }
    }

    /// <summary>Removes what is too old or too much.</summary>
    private void Retain()
    {
        var (live, aside) = rows.Segments();
        var old = new List<Segment>();
        var gone = new List<LiveRows.SetAside>();
        if (options.MaxAge is { } maxAge)
        {
            long limit = (time.GetUtcNow() - maxAge - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            old.AddRange(live.Where(segment => EndOf(segment) <= limit));
            gone.AddRange(aside.Where(segment => EndOfPartition(segment.Name) <= limit));
        }
        if (options.MaxBytes is { } maxBytes)
        {
            long size = live.Sum(segment => segment.SizeBytes) - old.Sum(segment => segment.SizeBytes);
            foreach (var segment in live.Except(old).OrderBy(EndOf).ToArray())
            {
                if (size <= maxBytes) break;
                old.Add(segment);
                size -= segment.SizeBytes;
            }
        }
        if (old.Count == 0 && gone.Count == 0) return;

        HashSet<string> names = [.. old.Select(segment => segment.Name), .. gone.Select(segment => segment.Name)];
        catalog.Change(before => before with { Segments = [.. before.Segments.Where(name => !names.Contains(name))] });
        long rowCount = old.Sum(segment => segment.RowCount);
        rows.Replace(old, []);
        rows.Forget(gone);
        foreach (string name in names) Remove(name);
        LogRemoved(logger, names.Count, rowCount);
    }

    /// <summary>Merges one set of segments.</summary>
    /// <returns><see langword="false"/> when there was none that should be.</returns>
    private bool MergeOnce()
    {
        var (live, _) = rows.Segments();
        if (MergePlan.Choose(live) is not { } chosen) return false;
        foreach (var segment in chosen) segment.Acquire();
        try
        {
            Merge(chosen);
        }
        catch (SegmentDamagedException damage)
        {
            if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
        }
        finally
        {
            foreach (var segment in chosen) segment.Release();
        }
        return true;
    }

    private void Merge(IReadOnlyList<Segment> chosen)
    {
        // Through a cache of its own: merging must not push out what queries need.
        var reading = new ColumnCache(MergeCacheBytes);
        var sources = chosen.SelectMany(segment => segment.GroupsThrough(reading)).ToArray();
        var day = Partitions.DayOf(chosen[0].Name) ?? DateOnly.MinValue;
        var merged = flusher.WriteSegment(SegmentOrder.Arrange(sources, new SegmentOrder.Days(day, day, day)).Single(), sources, chosen);

        HashSet<string> names = [.. chosen.Select(segment => segment.Name)];
        try
        {
            catalog.Change(before => before with
            {
                NextNumber = rows.PeekNumber,
                Segments = [.. before.Segments.Where(name => !names.Contains(name)), merged.Name],
            });
        }
        catch
        {
            merged.Release();
            throw;
        }
        rows.Replace(chosen, [merged]);
        foreach (string name in names) Remove(name);
        LogMerged(logger, chosen.Count, merged.RowCount, merged.SizeBytes);
    }

    /// <summary>Makes the summaries that are missing: of segments from before there were any, or whose file was damaged.</summary>
    private void Summarise(CancellationToken stop)
    {
        foreach (var segment in rows.Segments().Live)
        {
            if (stop.IsCancellationRequested || summaries.Has(segment.Name)) continue;
            try
            {
                if (!summaries.Rebuild(segment)) return;
            }
            catch (SegmentDamagedException damage)
            {
                if (rows.LeaveOut(damage)) LogDamaged(logger, damage);
            }
        }
    }

    private void Remove(string name)
    {
        summaries.Remove(name);
        string path = directory.SegmentPath(name);
        if (!File.Exists(path)) return;
        File.Delete(path);
        string partition = Path.GetDirectoryName(path)!;
        if (!Directory.EnumerateFileSystemEntries(partition).Any()) Directory.Delete(partition);
    }

    // Events from the future count as of the day that they were put under.
    private static long EndOf(Segment segment)
    {
        long last = segment.Groups.Max(group => group.Time.ToMicros);
        long end = EndOfPartition(segment.Name);
        return segment.Groups.All(group => group.Time == default) ? end : Math.Min(last, end);
    }

    private static long EndOfPartition(string name) =>
        Partitions.DayOf(name) is { } day ? (day.DayNumber - new DateOnly(1970, 1, 1).DayNumber + 1) * MicrosPerDay : long.MaxValue;

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {SegmentCount} segments with {RowCount} events by age or size.")]
    private static partial void LogRemoved(ILogger logger, int segmentCount, long rowCount);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Merged {SegmentCount} segments into one of {RowCount} events and {SizeBytes} bytes.")]
    private static partial void LogMerged(ILogger logger, int segmentCount, long rowCount, long sizeBytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A segment is damaged and left out.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Error, Message = "Segments cannot be merged or removed.")]
    private static partial void LogMaintenanceFailed(ILogger logger, Exception wrong);
}
