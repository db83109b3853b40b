using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments;

namespace Ashiato.Storage.Embedded.Upkeep;

/// <summary>Reads every block of a segment, as queries would.</summary>
internal static class SegmentCheck
{
    // Enough for the columns that others refer to; everything else is read once.
    private const long CacheBytes = 8L << 20;

    /// <returns>How many rows it has.</returns>
    /// <exception cref="SegmentDamagedException">It is not what was written.</exception>
    public static long Run(string name, string path, CancellationToken cancel)
    {
        var segment = Segment.Open(name, path, new ColumnCache(CacheBytes));
        try
        {
            foreach (var group in segment.Groups)
            {
                if (group is SegmentRowGroup { Parts: var parts }) CheckParts(parts);
                foreach (var field in group.Fields)
                {
                    cancel.ThrowIfCancellationRequested();
                    _ = group.Read(field);
                }
                _ = group.RowsOfTrace(EventId.FromUInt64(1));
            }
            return segment.RowCount;
        }
        catch (Exception wrong) when (wrong is not (SegmentDamagedException or OperationCanceledException or OutOfMemoryException))
        {
            // No checksum failed, and still it is nothing that this program wrote.
            throw new SegmentDamagedException(name, 0, $"a block cannot be understood ({wrong.Message.TrimEnd('.')})");
        }
        finally
        {
            segment.Release();
        }
    }

    private static void CheckParts(SegmentParts parts)
    {
        _ = parts.Footer.Fields.Count == 0 ? null : parts.Shapes;
        _ = parts.Traces;
        for (int field = 0; field < parts.Footer.Fields.Count; field++) _ = parts.DictionaryOf(field);
    }
}
