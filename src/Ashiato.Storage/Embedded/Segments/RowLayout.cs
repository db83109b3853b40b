namespace Ashiato.Storage.Embedded.Segments;

/// <summary>How the rows of a segment are cut into row groups: between traces where that can be.</summary>
internal static class RowLayout
{
    /// <summary>The most rows of a row group: showing one trace decodes every column of its row group, so it must not be large.</summary>
    public const int MaxGroupRows = 4_096;

    private const int LeastGroupRows = MaxGroupRows * 3 / 4;

    /// <param name="Number">The row group's number.</param>
    /// <param name="Start">The first row, counted through the segment.</param>
    /// <param name="Count">How many rows there are.</param>
    internal readonly record struct Group(int Number, int Start, int Count)
    {
        public int End => Start + Count;
    }

    /// <param name="runEnds">Behind the last row of each trace.</param>
    public static List<Group> Cut(ReadOnlySpan<int> runEnds)
    {
        var groups = new List<Group>();
        int rowCount = runEnds.IsEmpty ? 0 : runEnds[^1];
        for (int start = 0; start < rowCount;)
        {
            int end = Math.Min(start + MaxGroupRows, rowCount);
            int at = runEnds.BinarySearch(end);
            int before = at >= 0 ? end : ~at == 0 ? 0 : runEnds[~at - 1];
            if (before - start >= LeastGroupRows) end = before;
            groups.Add(new Group(groups.Count, start, end - start));
            start = end;
        }
        return groups;
    }
}
