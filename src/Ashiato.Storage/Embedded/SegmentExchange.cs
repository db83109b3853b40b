using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Embedded;

/// <summary>Puts segments in the place of others, or of nothing: durably by the catalog, then for queries, then on disk.</summary>
internal sealed class SegmentExchange(DataDirectory directory, LiveRows rows, CatalogFile catalog, Flusher flusher, SegmentSummaries summaries)
{
    private const long ReadingCacheBytes = 8L << 20;

    /// <summary>Replaces segments.</summary>
    /// <param name="old">The segments to let go of.</param>
    /// <param name="by">What holds the rows that stay, if any do.</param>
    /// <param name="alsoGone">Names of segments that queries leave out already, to be removed as well.</param>
    /// <param name="survived">Those of the old segments whose summaries outlive them.</param>
    public void Exchange(IReadOnlyCollection<Segment> old, Segment? by, IReadOnlyCollection<string>? alsoGone = null, IReadOnlyCollection<Segment>? survived = null)
    {
        HashSet<string> names = [.. old.Select(static segment => segment.Name), .. alsoGone ?? []];
        HashSet<string> outliving = [.. (survived ?? []).Select(static segment => segment.Name).Where(summaries.TryMakeDurable)];
        IReadOnlyList<string> abandoned;
        try
        {
            abandoned = catalog.Change(before => before with
            {
                NextNumber = rows.PeekNumber,
                Segments = [.. before.Segments.Where(name => !names.Contains(name)), .. by is null ? [] : (string[])[by.Name]],
                Summaries = [.. before.Summaries, .. outliving],
            });
        }
        catch
        {
            by?.Release();
            if (by is not null) catalog.Abandon(by.Name);
            throw;
        }
        // First: whoever asks in between has the segment, and passes over its summary.
        foreach (string name in outliving) summaries.Outlive(name);
        rows.Replace(old, by is null ? [] : [by]);
        rows.Forget(alsoGone ?? []);
        foreach (string name in names) Remove(name, outliving.Contains(name));
        foreach (string name in abandoned) Remove(name);
    }

    /// <summary>Writes the segment again without some rows, unless it has none of them.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="gone">Which rows go.</param>
    /// <param name="untold">What of these rows, and of others that went early, the summary is to tell no more; <see langword="null"/> for nothing of it.</param>
    /// <returns>How many rows went; none of a segment that was set aside meanwhile.</returns>
    /// <exception cref="SegmentDamagedException">The segment could not be read.</exception>
    public long RemoveRows(Segment segment, FilterMatcher gone, Filter? untold)
    {
        using var held = new HeldSegments(segment);
        if (held.Segments.Count == 0) return 0;
        // Most segments have none of the rows, and nothing is read twice to learn that.
        var selected = Select(segment, gone, inverted: true);
        long stay = selected.Sum(static group => (long)group.RowCount);
        // What went early is in the summary alone. Otherwise the rows that stay tell all of it, and more exactly.
        bool isSummaryKept = untold is null || TellsOfMore(segment);
        if (stay == segment.RowCount)
        {
            if (untold is not null && isSummaryKept) _ = summaries.TryRemove(segment.Name, untold);
            return 0;
        }
        var by = stay == 0 ? null : Write(selected, Partitions.Of(segment.Name), isSummaryKept ? [segment] : [], untold);
        bool doesSummaryOutlive = isSummaryKept && by is null && (untold is null || summaries.TryRemove(segment.Name, untold));
        Exchange([segment], by, survived: doesSummaryOutlive ? [segment] : []);
        return segment.RowCount - stay;
    }

    private bool TellsOfMore(Segment segment)
    {
        try
        {
            return summaries.TellsOfMore(segment);
        }
        catch (SummaryDamagedException damage)
        {
            summaries.LeaveOut(damage);
            return false;
        }
    }

    /// <summary>The rows of a segment that match, or with <paramref name="inverted"/> those that do not.</summary>
    public static List<SelectedRows> Select(Segment segment, FilterMatcher filter, bool inverted = false)
    {
        var reading = new ColumnCache(ReadingCacheBytes);
        var selected = new List<SelectedRows>();
        foreach (var group in segment.GroupsThrough(reading))
        {
            var matching = filter.Match(group);
            if (inverted) matching.Invert();
            if (!matching.IsEmpty) selected.Add(new SelectedRows(group, matching.ToArray()));
        }
        return selected;
    }

    /// <summary>Writes rows as one segment.</summary>
    /// <param name="sources">The rows.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="replaced">Segments whose summaries, added up, are its summary; none to sum its rows up.</param>
    /// <param name="untold">What of those summaries goes.</param>
    public Segment Write(IReadOnlyList<RowGroup> sources, string partition, IReadOnlyList<Segment> replaced, Filter? untold = null)
    {
        var day = Partitions.DayOf(partition) ?? DateOnly.MinValue;
        var order = SegmentOrder.Arrange(sources, new SegmentOrder.Days(day, day, day)).Single() with { Partition = partition };
        return flusher.WriteSegment(order, sources, replaced, untold: untold);
    }

    /// <summary>Removes the files of a segment that no catalog names any more.</summary>
    public void Remove(string name, bool isSummaryKept = false)
    {
        if (!isSummaryKept) summaries.Remove(name);
        directory.Removals.Remove(directory.SegmentPath(name));
    }

    /// <summary>Removes summaries that outlived their segments long enough.</summary>
    public void Forget(IReadOnlyCollection<string> segmentNames)
    {
        if (segmentNames.Count == 0) return;
        var abandoned = catalog.Change(before => before with { Summaries = [.. before.Summaries.Except(segmentNames)] });
        foreach (string name in segmentNames.Concat(abandoned)) Remove(name);
    }
}
