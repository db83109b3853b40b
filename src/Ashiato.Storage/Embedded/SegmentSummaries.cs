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
    // Null for segments whose summary cannot be used.
    private readonly ConcurrentDictionary<string, SummaryFile?> _files = [];

    /// <summary>Bytes of all that are known of.</summary>
    public long SizeBytes => _files.Values.Sum(static file => file?.SizeBytes ?? 0);

    /// <summary>Writes the summaries of a new segment.</summary>
    /// <param name="segmentName">The segment.</param>
    /// <param name="order">Its rows.</param>
    /// <param name="sources">The row groups that have them.</param>
    /// <param name="replaced">The segments that it replaces, if all of its rows are theirs: their summaries save looking at the events.</param>
    public void Write(string segmentName, SegmentOrder order, IReadOnlyList<RowGroup> sources, IReadOnlyList<Segment> replaced) =>
        TryWrite(segmentName, () => Merged(replaced) ?? FromRows(sources, order.Rows));

    /// <summary>Makes the summary of a segment that has none.</summary>
    /// <returns><see langword="false"/> when it could not be written.</returns>
    public bool Rebuild(Segment segment) => TryWrite(segment.Name, () => FromRows(segment.Groups, null));

    /// <summary>True when the summary of a segment can be used.</summary>
    public bool Has(string segmentName) => Find(segmentName) is not null;

    /// <summary>What to look at for a question of a moment's rows.</summary>
    public IEnumerable<QueryPart> PartsOf(LiveRows.Snapshot snapshot, SummaryPlan plan)
    {
        foreach (var segment in snapshot.Segments)
        {
            var file = Find(segment.Name);
            foreach (var part in plan.PartsOf(segment.Groups, (view, level) => file is null ? null : Find(file, view, level))) yield return part;
        }
        foreach (var group in snapshot.MemoryGroups) yield return new QueryPart(group, plan.Time);
    }

    /// <summary>Uses a summary no longer, because it is damaged.</summary>
    public void LeaveOut(SummaryDamagedException damage)
    {
        _files[damage.SegmentName] = null;
        LogDamaged(logger, damage);
    }

    /// <summary>Removes the summary of a segment that is gone.</summary>
    public void Remove(string segmentName)
    {
        _files.TryRemove(segmentName, out _);
        string path = PathOf(segmentName);
        if (File.Exists(path)) File.Delete(path);
    }

    private string PathOf(string segmentName) => Path.ChangeExtension(directory.SegmentPath(segmentName), ".summary");

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
            LogDamaged(logger, damage);
        }
        return _files.GetOrAdd(segmentName, file);
    }

    private StoredSummary? Find(SummaryFile file, SummaryView view, long levelMicros)
    {
        foreach (var (viewAt, level, rowCount, _) in file.Contents)
            if (SummaryView.All[viewAt] == view && SummaryView.Levels[level] == levelMicros) return new StoredSummary(file, viewAt, level, rowCount, cache);
        return null;
    }

    private bool TryWrite(string segmentName, Func<IEnumerable<SummaryTable>> tables)
    {
        try
        {
            string path = PathOf(segmentName);
            SummaryFile.Write(path, tables());
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
            parts.Add([.. file.Contents.Select(part => new StoredSummary(file, part.View, part.Level, part.RowCount, cache))]);
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
    private sealed class StoredSummary(SummaryFile file, int view, int level, int rowCount, ColumnCache cache) : SummaryRowGroup
    {
        private readonly ColumnCache.Key _key = new(NumberOf(file.SegmentName), (view * SummaryView.Levels.Count) + level, typeof(SummaryTable));
        private SummaryTable? _table;

        public override SummaryTable Table => _table ??= Load();

        public override int RowCount => rowCount;

        // Whoever foresees what matches must not make it be read.
        public override TimeRange Time => _table?.Time ?? TimeRange.All;

        public override bool Has(Field field) => field.Equals(Model.Fields.Timestamp) || SummaryView.All[view].Has(field);

        private SummaryTable Load()
        {
            if (cache.TryGet<SummaryTable>(_key, out var cached)) return cached;
            var table = file.Read(view, level);
            cache.Add(_key, table, table.SizeBytes);
            return table;
        }

        // The cache forgets what belongs to a segment by its number, which is its name.
        private static long NumberOf(string segmentName) =>
            long.TryParse(Path.GetFileNameWithoutExtension(segmentName), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A summary cannot be used; it is made anew.")]
    private static partial void LogDamaged(ILogger logger, Exception damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The summary of segment {Segment} could not be written; questions read the events instead.")]
    private static partial void LogNotWritten(ILogger logger, string segment, Exception wrong);
}
