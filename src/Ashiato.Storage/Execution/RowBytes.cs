using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>About how much memory the values of some rows take.</summary>
internal static class RowBytes
{
    private const int NumberBytes = 8;
    private const int IdBytes = 17;
    private const int CodeBytes = 8;

    /// <param name="column">The column.</param>
    /// <param name="rows">The rows, in ascending order.</param>
    public static long Of(Column column, ReadOnlySpan<int> rows)
    {
        if (column.IsDense && column is not StringColumn) return (long)rows.Length * OfEntry(column, 0);
        long bytes = 0;
        var entries = new EntryWalk(column);
        foreach (int row in rows)
        {
            int entry = entries.First(row);
            if (entry < 0) continue;
            for (int end = entries.End(row, entry); entry < end; entry++) bytes += OfEntry(column, entry);
        }
        return bytes;
    }

    private static int OfEntry(Column column, int entry) => column switch
    {
        StringColumn texts => CodeBytes + texts.Pool[texts.Codes[entry]].Length,
        IdColumn => IdBytes,
        _ => NumberBytes,
    };
}
