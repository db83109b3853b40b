using Ashiato.Model;

namespace Ashiato.Storage.Embedded;

/// <summary>How much memory columns take, about: what limits are measured by.</summary>
internal static class ColumnSize
{
    private const int ObjectBytes = 120;

    public static long Of(EventBatch batch)
    {
        long bytes = ObjectBytes;
        foreach (var column in batch.Columns) bytes += Of(column);
        return bytes;
    }

    public static long Of(Column column)
    {
        long rows = column.IsDense ? 0 : column.EntryCount * 4L;
        return ObjectBytes + rows + column switch
        {
            StringColumn texts => (texts.EntryCount * 4L) + Of(texts.Pool),
            IdColumn ids => (ids.EntryCount * 17L) + Of(ids.Texts),
            _ => column.EntryCount * 8L,
        };
    }

    private static long Of(Utf8Pool pool) => pool.Bytes.Length + (pool.Count * 4L);
}
