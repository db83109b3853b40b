using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Embedded;

/// <summary>One summary of a file, decoded when it is needed and kept as long as the cache has room.</summary>
internal sealed class StoredSummary(SummaryFile file, SummaryFile.Part part, ColumnCache cache) : SummaryRowGroup
{
    // A file that was written again under its name is another one: whoever still asks the old one must leave nothing of it behind.
    private readonly ColumnCache.Key _key = new(
        file.Number, (file.Edition * SummaryView.All.Count * SummaryView.Levels.Count) + (part.View * SummaryView.Levels.Count) + part.Level, typeof(SummaryTable));

    private SummaryTable? _table;

    /// <summary>All summaries of a file.</summary>
    public static StoredSummary[] AllOf(SummaryFile file, ColumnCache cache) => [.. file.Contents.Select(part => new StoredSummary(file, part, cache))];

    /// <summary>The cache forgets what belongs to a segment by its number, which is its name.</summary>
    public static long NumberOf(string segmentName) =>
        long.TryParse(Path.GetFileNameWithoutExtension(segmentName), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;

    /// <inheritdoc/>
    public override SummaryTable Table => _table ??= Load();

    /// <inheritdoc/>
    public override int RowCount => part.RowCount;

    /// <inheritdoc/>
    public override TimeRange Time => part.Time;

    /// <inheritdoc/>
    public override SummaryView View => part.ViewOf;

    /// <inheritdoc/>
    public override long LevelMicros => part.LevelMicros;

    /// <inheritdoc/>
    // Whoever foresees what matches must not make it be read.
    public override bool Has(Field field) => field.Equals(Model.Fields.Timestamp) || View.Has(field);

    private SummaryTable Load()
    {
        if (cache.TryGet<SummaryTable>(_key, out var cached)) return cached;
        var table = file.Read(part.View, part.Level);
        cache.Add(_key, table, table.SizeBytes);
        return table;
    }
}
