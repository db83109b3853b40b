using System.Numerics;
using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Summaries;

/// <summary>Makes the summaries of one segment: from its events, or from the summaries of the segments that it replaces.</summary>
/// <param name="views">Which ones.</param>
internal sealed class SummaryBuilder(IReadOnlyList<SummaryView> views)
{
    private readonly Field[] _fields = [.. views.SelectMany(static view => view.Fields).Distinct()];
    private readonly RowCombinations _combinations = new();
    private readonly byte[][] _events = [.. views.Select(static view => Encoding.UTF8.GetBytes(view.Event ?? ""))];
    private readonly SummaryAccumulator[] _accumulators = [.. views.Select(static view => new SummaryAccumulator(view, view.ShortestMicros))];

    /// <summary>Makes those of all views.</summary>
    public SummaryBuilder()
        : this(SummaryView.All)
    {
    }

    /// <summary>Takes in events.</summary>
    /// <param name="group">The row group that has them.</param>
    /// <param name="rows">Its rows to take in, ascending.</param>
    public void Add(RowGroup group, ReadOnlySpan<int> rows)
    {
        GiveUpOnLists(group);
        var events = group.Read(Fields.ProcessorEvent) as StringColumn;
        var ofView = new int[rows.Length];
        for (int i = 0; i < _accumulators.Length; i++)
        {
            if (!_accumulators[i].IsUsable) continue;
            if (views[i].Event is null) _accumulators[i].Add(group, rows, _combinations);
            else if (events is not null) _accumulators[i].Add(group, ofView.AsSpan(0, Select(events, _events[i], rows, ofView)), _combinations);
        }
    }

    /// <summary>A row of a summary has one value of each field, and a moment that intervals can hold.</summary>
    private void GiveUpOnLists(RowGroup group)
    {
        // Far enough from the ends of a long for the start of every interval.
        const long Most = long.MaxValue / 4;
        bool isInReach = group.Time is { FromMicros: > -Most, ToMicros: < Most };
        var lists = _fields.Where(field => group.Read(field) is { } column && HasLists(column)).ToArray();
        if (isInReach && lists.Length == 0) return;
        for (int i = 0; i < _accumulators.Length; i++)
            if (!isInReach || views[i].Fields.Intersect(lists).Any()) _accumulators[i].GiveUp();
    }

    private static bool HasLists(Column column)
    {
        var rows = column.Rows;
        int i = 1;
        for (; i <= rows.Length - Vector<int>.Count; i += Vector<int>.Count)
            if (Vector.EqualsAny(new Vector<int>(rows[i..]), new Vector<int>(rows[(i - 1)..]))) return true;
        for (; i < rows.Length; i++)
            if (rows[i] == rows[i - 1]) return true;
        return false;
    }

    /// <summary>The summaries of what was taken in, of each view from the shortest intervals to the longest; those that are not usable, or save too little, are left out.</summary>
    public IEnumerable<SummaryTable> Build()
    {
        foreach (var accumulator in _accumulators)
        {
            if (accumulator.ToTable() is not { } table) continue;
            foreach (var one in WithLonger(table)) yield return one;
        }
    }

    /// <summary>The summaries of several segments as one.</summary>
    /// <param name="parts">The summaries of each segment.</param>
    /// <param name="lacking">The views that one of them lacks: only events can tell more of these.</param>
    public static List<SummaryTable> Merge(IReadOnlyList<IReadOnlyList<SummaryRowGroup>> parts, out IReadOnlyList<SummaryView> lacking) =>
        Merge(parts, static view => view.ShortestMicros, out lacking);

    /// <summary>One summary for several segments, without the shortest intervals. Views that one of them lacks are left out.</summary>
    /// <param name="parts">The summaries of each segment.</param>
    public static List<SummaryTable> RollUp(IReadOnlyList<IReadOnlyList<SummaryRowGroup>> parts) => Merge(parts, static view => SummaryView.Levels[view.RolledUp], out _);

    private static List<SummaryTable> Merge(IReadOnlyList<IReadOnlyList<SummaryRowGroup>> parts, Func<SummaryView, long> shortestOf, out IReadOnlyList<SummaryView> lacking)
    {
        var merged = new List<SummaryTable>();
        var without = new List<SummaryView>();
        lacking = without;
        foreach (var view in SummaryView.All)
        {
            long shortest = shortestOf(view);
            var found = parts.Select(part => part.Where(one => ReferenceEquals(one.View, view) && one.LevelMicros <= shortest).MaxBy(static one => one.LevelMicros)).ToArray();
            if (found.Contains(null))
            {
                without.Add(view);
                continue;
            }
            var accumulator = new SummaryAccumulator(view, shortest);
            foreach (var one in found) accumulator.AddSummary(one!);
            if (accumulator.ToTable() is { } table) merged.AddRange(WithLonger(table));
        }
        return merged;
    }

    /// <summary>Summaries without the events that match, for all views whose keys tell which these are.</summary>
    /// <returns><see langword="null"/> when none of them has any.</returns>
    public static IReadOnlyList<SummaryTable>? Without(IReadOnlyList<SummaryRowGroup> summaries, Filter filter)
    {
        bool isChanged = false;
        var tables = new List<SummaryTable>();
        var gone = new FilterMatcher(filter);
        foreach (var summary in summaries)
        {
            var stay = SummaryPlan.IsAbout(filter, summary.Table.View) ? gone.Match(summary) : null;
            if (stay is null || stay.IsEmpty)
            {
                tables.Add(summary.Table);
                continue;
            }
            isChanged = true;
            stay.Invert();
            var accumulator = new SummaryAccumulator(summary.Table.View, summary.Table.LevelMicros);
            accumulator.AddSummary(summary, stay.ToArray());
            if (accumulator.ToTable() is { } table) tables.Add(table);
        }
        return isChanged ? tables : null;
    }

    /// <summary>A summary and those of longer intervals, where they have at most half the rows: else they save too little to be kept.</summary>
    private static IEnumerable<SummaryTable> WithLonger(SummaryTable table)
    {
        yield return table;
        foreach (long level in SummaryView.Levels)
        {
            // Events of one interval make as many rows of a longer one.
            if (level <= table.LevelMicros || table.Time.DurationMicros < 2 * table.LevelMicros) continue;
            var accumulator = new SummaryAccumulator(table.View, level);
            accumulator.AddSummary(new LoadedSummary(table));
            if (accumulator.ToTable() is not { } longer || longer.RowCount > table.RowCount / 2) continue;
            yield return longer;
            table = longer;
        }
    }

    private static int Select(StringColumn events, ReadOnlySpan<byte> name, ReadOnlySpan<int> rows, Span<int> selected)
    {
        int code = events.Pool.IndexOf(name);
        if (code < 0) return 0;
        var walk = new Execution.EntryWalk(events);
        int count = 0;
        foreach (int row in rows)
        {
            int entry = walk.First(row);
            if (entry >= 0 && events.Codes[entry] == code) selected[count++] = row;
        }
        return count;
    }
}
