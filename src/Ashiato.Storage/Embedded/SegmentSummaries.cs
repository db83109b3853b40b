using System.Collections.Concurrent;
using System.Globalization;
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

    /// <summary>Bytes of all that are known of.</summary>
    public long SizeBytes => _files.Values.Sum(static file => file?.SizeBytes ?? 0);

    /// <summary>The names of segments that are gone, but whose summaries stay.</summary>
    public IEnumerable<string> Outliving => _outliving.Keys;

    /// <summary>Writes the summaries of a new segment.</summary>
    /// <param name="segmentName">The segment.</param>
    /// <param name="order">Its rows.</param>
    /// <param name="sources">The row groups that have them.</param>
    /// <param name="replaced">The segments that it replaces, if all of its rows are theirs: their summaries save looking at the events.</param>
    public void Write(string segmentName, SegmentOrder order, IReadOnlyList<RowGroup> sources, IReadOnlyList<Segment> replaced) =>
        TryWrite(segmentName, () => Merged(replaced) ?? FromRows(sources, order.Rows), replaced.Count == 0 ? FastQuality : BestQuality);

    /// <summary>Makes the summary of a segment that has none.</summary>
    /// <returns><see langword="false"/> when it could not be written.</returns>
    public bool Rebuild(Segment segment) => TryWrite(segment.Name, () => FromRows(segment.Groups, null), BestQuality);

    /// <summary>True when the summary of a segment can be used.</summary>
    public bool Has(string segmentName) => Find(segmentName) is not null;

    /// <summary>What to look at for a question of a moment's rows.</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="plan">What summaries can answer.</param>
    /// <param name="isOutlivingCounted">True to count events, too, of which only the summary is left.</param>
    public IEnumerable<QueryPart> PartsOf(LiveRows.Snapshot snapshot, SummaryPlan plan, bool isOutlivingCounted = true)
    {
        foreach (var segment in snapshot.Segments)
        {
            // A pinned trace is kept to be looked at: in numbers it counts among the events that it came with.
            if (Partitions.IsPinned(segment.Name)) continue;
            foreach (var part in plan.PartsOf(segment.Groups, FinderOf(segment.Name))) yield return part;
        }
        foreach (var group in snapshot.MemoryGroups) yield return new QueryPart(group, plan.Time);
        if (!isOutlivingCounted) yield break;
        // The segment may have gone since the snapshot was taken: its events are counted already.
        HashSet<string> counted = [.. snapshot.Segments.Select(static segment => segment.Name)];
        foreach (string name in Outliving.Where(name => !counted.Contains(name)))
            foreach (var part in plan.PartsOf(ExtentOf(name), [], FinderOf(name))) yield return part;
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
    public void Outlive(string segmentName) => _outliving[segmentName] = 0;

    /// <summary>Takes events out of the summaries that outlived their segments, as far as their keys tell which those are.</summary>
    /// <exception cref="IOException">One of them could not be written.</exception>
    public void RemoveFromOutliving(Filter filter)
    {
        foreach (string name in Outliving)
        {
            if (Find(name) is not { } file) continue;
            var summaries = file.Contents.Select(part => new StoredSummary(file, part, cache)).ToArray();
            if (SummaryBuilder.Without(summaries, filter) is not { } tables) continue;
            SummaryFile.Write(PathOf(name), tables);
            cache.Drop(StoredSummary.NumberOf(name));
            _files[name] = SummaryFile.Open(name, PathOf(name));
            TryMakeDurable(name);
        }
    }

    /// <summary>Uses a summary no longer, because it is damaged.</summary>
    public void LeaveOut(SummaryDamagedException damage)
    {
        if (IsGone(damage.SegmentName))
        {
            _files.TryRemove(damage.SegmentName, out _);
            return;
        }
        _files[damage.SegmentName] = null;
        LogDamaged(logger, damage);
    }

    /// <summary>Removes the summary of a segment that is gone.</summary>
    public void Remove(string segmentName)
    {
        _files.TryRemove(segmentName, out _);
        if (_outliving.TryRemove(segmentName, out _)) cache.Drop(StoredSummary.NumberOf(segmentName));
        directory.Removals.Remove(PathOf(segmentName));
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

    private SummaryPlan.Finder FinderOf(string segmentName)
    {
        var file = Find(segmentName);
        return (view, levelMicros) =>
        {
            if (file is null) return null;
            foreach (var part in file.Contents)
                if (SummaryView.All[part.View] == view && SummaryView.Levels[part.Level] == levelMicros) return new StoredSummary(file, part, cache);
            return null;
        };
    }

    /// <summary>When the events of a summary happened, as far as is known without their segment.</summary>
    private TimeRange ExtentOf(string segmentName)
    {
        var times = (Find(segmentName)?.Contents ?? []).Select(static part => part.Time).Where(static time => time != default).ToArray();
        return times.Length == 0 ? default : new TimeRange(times.Max(static time => time.FromMicros), times.Min(static time => time.ToMicros));
    }

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

    private IReadOnlyList<SummaryTable>? Merged(IReadOnlyList<Segment> replaced)
    {
        var parts = new List<IReadOnlyList<SummaryRowGroup>>();
        foreach (var segment in replaced)
        {
            if (Find(segment.Name) is not { } file) return null;
            parts.Add([.. file.Contents.Select(part => new StoredSummary(file, part, cache))]);
        }
        return parts.Count == 0 ? null : SummaryBuilder.Merge(parts);
    }

    private static IEnumerable<SummaryTable> FromRows(IReadOnlyList<RowGroup> sources, int[]? rows)
    {
        var builder = new SummaryBuilder();
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

    /// <summary>One summary of a file, decoded when it is needed and kept as long as the cache has room.</summary>
    private sealed class StoredSummary(SummaryFile file, SummaryFile.Part part, ColumnCache cache) : SummaryRowGroup
    {
        private readonly ColumnCache.Key _key = new(NumberOf(file.SegmentName), (part.View * SummaryView.Levels.Count) + part.Level, typeof(SummaryTable));
        private SummaryTable? _table;

        public override SummaryTable Table => _table ??= Load();

        public override int RowCount => part.RowCount;

        public override TimeRange Time => part.Time;

        // Whoever foresees what matches must not make it be read.
        public override bool Has(Field field) => field.Equals(Model.Fields.Timestamp) || SummaryView.All[part.View].Has(field);

        private SummaryTable Load()
        {
            if (cache.TryGet<SummaryTable>(_key, out var cached)) return cached;
            var table = file.Read(part.View, part.Level);
            cache.Add(_key, table, table.SizeBytes);
            return table;
        }

        // The cache forgets what belongs to a segment by its number, which is its name.
        public static long NumberOf(string segmentName) =>
            long.TryParse(Path.GetFileNameWithoutExtension(segmentName), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A summary cannot be used; it is made anew.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The summary of segment {Segment} could not be written; questions read the events instead.")]
    private static partial void LogNotWritten(ILogger logger, string segment, Exception wrong);
}
