using System.Collections.Concurrent;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Microsoft.Extensions.Logging;

namespace Ashiato.Storage.Embedded;

/// <summary>The summaries beside the segments: written with them, found for questions, made anew when one is missing. Thread-safe.</summary>
/// <remarks>A summary is derived. Nothing that is wrong with one ever reaches who asked; the events of its segment answer instead.</remarks>
internal sealed partial class SegmentSummaries(DataDirectory directory, ColumnCache cache, ILogger<EmbeddedEventStore> logger)
{
    // What a flush writes will soon be merged.
    private const int FastQuality = 1;
    private const int BestQuality = 5;

    // Null for segments whose summary cannot be used.
    private readonly ConcurrentDictionary<string, SummaryFile?> _files = [];
    private readonly ConcurrentDictionary<string, byte> _outliving = [];

    /// <summary>The summaries of several segments together.</summary>
    public Rollups Rollups { get; } = new(directory, cache, logger);

    /// <summary>Bytes of all that are known of.</summary>
    public long SizeBytes => _files.Values.Sum(static file => file?.SizeBytes ?? 0) + Rollups.SizeBytes;

    /// <summary>Bytes of the summaries of some segments, and of those whose segment is gone, without opening any.</summary>
    public long StoredBytesOf(IEnumerable<string> segmentNames) => Rollups.SizeBytes + segmentNames.Union(Outliving).Sum(name =>
        _files.TryGetValue(name, out var file) ? file?.SizeBytes ?? 0 : new FileInfo(PathOf(name)) is { Exists: true } unopened ? unopened.Length : 0);

    /// <summary>The names of segments that are gone, but whose summaries stay.</summary>
    public IEnumerable<string> Outliving => _outliving.Keys;

    /// <summary>Writes the summaries of a new segment.</summary>
    /// <param name="segmentName">The segment.</param>
    /// <param name="order">Its rows.</param>
    /// <param name="sources">The row groups that have them.</param>
    /// <param name="replaced">The segments that it replaces, if all of its rows are theirs: their summaries save looking at the events, and know of some that went early.</param>
    /// <param name="untold">Events that those summaries are to tell of no more, as far as their keys tell which these are.</param>
    public void Write(string segmentName, SegmentOrder order, IReadOnlyList<RowGroup> sources, IReadOnlyList<Segment> replaced, Filter? untold) =>
        TryWrite(segmentName, () => Merged(replaced, untold, views => FromRows(sources, order.Rows, views)), replaced.Count == 0 ? FastQuality : BestQuality);

    /// <summary>Makes the summary of a segment that has none which can be used; one that could not be read for a moment is taken back.</summary>
    /// <returns><see langword="false"/> when it could not be written.</returns>
    public bool Rebuild(Segment segment) =>
        TryReopen(segment.Name) || TryWrite(segment.Name, () => FromRows(segment.Groups, null, SummaryView.All), BestQuality);

    /// <summary>True when the summary of a segment tells of events that went early: those of a kind that is kept for less long than others.</summary>
    /// <exception cref="SummaryDamagedException">It could not be read.</exception>
    public bool TellsOfMore(Segment segment)
    {
        if (Find(segment.Name) is not { } file) return false;
        var all = Array.FindLast(StoredSummary.AllOf(file, cache), static one => one.View.Event is null);
        return all is not null && all.Table.Counts.Sum() > segment.RowCount;
    }

    /// <summary>Bytes of the summary of a segment; 0 when there is none that can be used.</summary>
    public long SizeBytesOf(string segmentName) => (Find(segmentName)?.SizeBytes ?? 0) + (Rollups.Of(segmentName)?.BytesOfSegment ?? 0);

    /// <summary>When what the summary of a segment tells of happened, part by part; nothing when there is none that can be used.</summary>
    public IEnumerable<TimeRange> TimesOf(string segmentName) => Find(segmentName)?.Contents.Select(static part => part.Time) ?? [];

    /// <summary>True when the summary of a segment can be used.</summary>
    public bool Has(string segmentName) => Find(segmentName) is not null;

    /// <summary>What to look at for a question of a moment's rows.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="plan">What summaries can answer.</param>
    /// <param name="isOutlivingCounted">True to count events, too, of which only a summary is left.</param>
    public IEnumerable<QueryPart> PartsOf(LiveRows.Snapshot snapshot, SummaryPlan plan, bool isOutlivingCounted = true)
    {
        var segments = snapshot.Segments;
        if (isOutlivingCounted)
            foreach (var part in Rollups.PartsOf(segments, plan, out segments)) yield return part;
        foreach (var segment in segments)
        {
            // A pinned trace is kept to be looked at: in numbers it counts among the events that it came with.
            if (Partitions.IsPinned(segment.Name)) continue;
            var file = Find(segment.Name);
            // There may be hundreds of segments, and a page asks a dozen questions: what is of another time must cost nothing.
            if (!segment.MayHave(plan.Time, null) && file?.Time.Overlaps(plan.Time) != true) continue;
            SummaryPlan.Finder find = isOutlivingCounted || !TellsOfMore(segment) ? FinderOf(file) : static (_, _) => null;
            foreach (var part in plan.PartsOf(segment.Groups, segment.Time, find)) yield return part;
        }
        foreach (var group in snapshot.MemoryGroups) yield return new QueryPart(group, plan.Time);
        if (!isOutlivingCounted || _outliving.IsEmpty) yield break;
        // The segment may have gone since the snapshot was taken: its events are counted already.
        HashSet<string> counted = [.. snapshot.Segments.Select(static segment => segment.Name)];
        foreach (string name in Outliving)
        {
            if (counted.Contains(name) || Find(name) is not { } file || !file.Time.Overlaps(plan.Time)) continue;
            foreach (var part in plan.PartsOf([], default, FinderOf(file))) yield return part;
        }
    }

    /// <summary>Makes the summary of a segment fit to outlive it.</summary>
    /// <returns><see langword="false"/> when there is none that could.</returns>
    public bool TryMakeDurable(string segmentName)
    {
        if (Find(segmentName) is null) return false;
        try
        {
            using var handle = File.OpenHandle(PathOf(segmentName), FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
            return true;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(logger, segmentName, wrong);
            return false;
        }
    }

    /// <summary>Counts a summary although its segment is gone, from now on.</summary>
    public void Outlive(string segmentName)
    {
        _outliving[segmentName] = 0;
        Rollups.Forget(segmentName);
    }

    /// <summary>Takes events out of a summary, as far as its keys tell which those are.</summary>
    /// <returns><see langword="false"/> when the summary cannot be read.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public bool TryRemove(string segmentName, Filter filter)
    {
        try
        {
            // What it tells of these events is in there as well.
            Rollups.Forget(segmentName);
            if (Find(segmentName) is not { } file) return false;
            if (SummaryBuilder.Without(StoredSummary.AllOf(file, cache), filter) is not { } tables) return true;
            SummaryFile.Write(PathOf(segmentName), tables);
            cache.Drop(StoredSummary.NumberOf(segmentName));
            _files[segmentName] = SummaryFile.Open(segmentName, PathOf(segmentName));
            _ = TryMakeDurable(segmentName);
            return true;
        }
        catch (SummaryDamagedException damage)
        {
            LeaveOut(damage);
            return false;
        }
    }

    /// <summary>Uses a summary no longer, because it is damaged; unless it is not, but was written again while it was read, or the disk failed once.</summary>
    public void LeaveOut(SummaryDamagedException damage)
    {
        if (Rollup.IsName(damage.SegmentName))
        {
            LeaveOutRollup(damage);
            return;
        }
        if (IsGone(damage.SegmentName))
        {
            _files.TryRemove(damage.SegmentName, out _);
            return;
        }
        if (TryReopen(damage.SegmentName)) return;
        _files[damage.SegmentName] = null;
        LogDamaged(logger, damage);
    }

    /// <summary>Removes the summary of a segment that is gone.</summary>
    public void Remove(string segmentName)
    {
        Rollups.Forget(segmentName);
        _files.TryRemove(segmentName, out _);
        if (_outliving.TryRemove(segmentName, out _)) cache.Drop(StoredSummary.NumberOf(segmentName));
        directory.Removals.Remove(PathOf(segmentName));
    }

    /// <summary>Makes one summary of those of several segments of a day.</summary>
    /// <returns><see langword="false"/> when one of them cannot be used at the moment, or it could not be written.</returns>
    public bool TryRollUp(IReadOnlyList<Segment> segments)
    {
        var files = segments.Select(segment => Find(segment.Name)).OfType<SummaryFile>().ToArray();
        if (files.Length < segments.Count) return false;
        try
        {
            return Rollups.TryMake([.. segments.Select(static segment => segment.Name)], files);
        }
        catch (SummaryDamagedException damage)
        {
            LeaveOut(damage);
            return false;
        }
    }

    private void LeaveOutRollup(SummaryDamagedException damage)
    {
        try
        {
            if (Rollups.Forget(damage.SegmentName)) LogDamaged(logger, damage);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // Nobody asks it any more, and whoever asked is not to learn of it.
            LogDamaged(logger, wrong);
        }
    }

    private string PathOf(string segmentName) => Path.ChangeExtension(directory.SegmentPath(segmentName), ".summary");

    /// <summary>True of a segment from before there were any summaries, or one that was merged while somebody still asks it: its events answer.</summary>
    private bool IsGone(string segmentName) => !File.Exists(PathOf(segmentName));

    private SummaryFile? Find(string segmentName)
    {
        if (_files.TryGetValue(segmentName, out var known)) return known;
        SummaryFile? file = null;
        try
        {
            file = SummaryFile.Open(segmentName, PathOf(segmentName));
        }
        catch (SummaryDamagedException damage)
        {
            if (IsGone(segmentName)) return null;
            LogDamaged(logger, damage);
        }
        return _files.GetOrAdd(segmentName, file);
    }

    /// <summary>Takes a file that cannot be used back into use, if all of it can be read now.</summary>
    private bool TryReopen(string segmentName)
    {
        try
        {
            var file = SummaryFile.Open(segmentName, PathOf(segmentName));
            file.Check();
            _files[segmentName] = file;
            return true;
        }
        catch (SummaryDamagedException)
        {
            return false;
        }
    }

    private SummaryPlan.Finder FinderOf(SummaryFile? file) => (view, levelMicros) =>
        file?.Find(view, levelMicros) is { } part ? new StoredSummary(file, part, cache) : null;

    private bool TryWrite(string segmentName, Func<IEnumerable<SummaryTable>> tables, int quality)
    {
        try
        {
            string path = PathOf(segmentName);
            SummaryFile.Write(path, tables(), quality);
            _files[segmentName] = SummaryFile.Open(segmentName, path);
            return true;
        }
        catch (Exception wrong) when (wrong is UnauthorizedAccessException || (wrong is IOException && wrong is not SegmentDamagedException))
        {
            // The next maintenance tries again.
            _files[segmentName] = null;
            LogNotWritten(logger, segmentName, wrong);
            return false;
        }
    }

    /// <summary>The summaries of segments as one; what they do not tell comes from the rows.</summary>
    private IEnumerable<SummaryTable> Merged(IReadOnlyList<Segment> replaced, Filter? untold, Func<IReadOnlyList<SummaryView>, IEnumerable<SummaryTable>> fromRows)
    {
        var parts = new List<IReadOnlyList<SummaryRowGroup>>();
        foreach (var segment in replaced)
        {
            if (Find(segment.Name) is not { } file) return fromRows(SummaryView.All);
            parts.Add(StoredSummary.AllOf(file, cache));
        }
        if (parts.Count == 0) return fromRows(SummaryView.All);
        IReadOnlyList<SummaryTable> merged = SummaryBuilder.Merge(parts, out var lacking);
        if (untold is not null) merged = SummaryBuilder.Without([.. merged.Select(static table => new LoadedSummary(table))], untold) ?? merged;
        return lacking.Count == 0 ? merged : merged.Concat(fromRows(lacking));
    }

    private static IEnumerable<SummaryTable> FromRows(IReadOnlyList<RowGroup> sources, int[]? rows, IReadOnlyList<SummaryView> views)
    {
        var builder = new SummaryBuilder(views);
        int first = 0;
        int at = 0;
        int[] sorted = rows is null ? [] : [.. rows.Order()];
        foreach (var group in sources)
        {
            int[] taken;
            if (rows is null)
            {
                taken = [.. Enumerable.Range(0, group.RowCount)];
            }
            else
            {
                int start = at;
                while (at < sorted.Length && sorted[at] < first + group.RowCount) at++;
                taken = Array.ConvertAll(sorted[start..at], row => row - first);
            }
            builder.Add(group, taken);
            first += group.RowCount;
        }
        return builder.Build();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A summary cannot be used; it is made anew.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The summary of segment {Segment} could not be written; questions read the events instead.")]
    private static partial void LogNotWritten(ILogger logger, string segment, Exception wrong);
}
