using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>About how much memory the values of some rows take.</summary>
internal static class RowBytes
{
    private const int NumberBytes = 8;
    private const int IdBytes = 17;
    private const int CodeBytes = 8;

    public static long Of(Column column, ReadOnlySpan<int> rows)
    {
        long bytes = 0;
        foreach (int row in rows)
        {
            int entry = column.FirstEntry(row);
            if (entry < 0) continue;
            for (int end = entry + column.CountOf(row); entry < end; entry++) bytes += OfEntry(column, entry);
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
