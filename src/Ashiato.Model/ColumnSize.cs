namespace Ashiato.Model;

/// <summary>How much memory columns take, about: what limits are measured by.</summary>
public static class ColumnSize
{
    private const int ObjectBytes = 120;

    /// <summary>The bytes of a batch.</summary>
    public static long Of(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        long bytes = ObjectBytes;
        foreach (var column in batch.Columns) bytes += Of(column);
        return bytes;
    }

    /// <summary>The bytes of a column.</summary>
    public static long Of(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
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
