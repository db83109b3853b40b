using System.Buffers.Binary;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Version1;

/// <summary>Finds the rows of a trace in one row group of format version 1 without looking at its columns.</summary>
/// <remarks>
/// Rows are sorted by trace, so a trace is a range. Layout: the trace keys, ascending, each 1 byte form, 16 bytes value (big-endian)
/// and 4 bytes first row (little-endian). A range ends where the next begins; rows without a trace stand before the first.
/// </remarks>
internal sealed class TraceIndex
{
    private const int EntryBytes = 21;

    private readonly TraceKey[] _keys;
    private readonly int[] _firstRows;
    private readonly int _rowCount;

    private TraceIndex(TraceKey[] keys, int[] firstRows, int rowCount)
    {
        _keys = keys;
        _firstRows = firstRows;
        _rowCount = rowCount;
    }

    /// <summary>Bytes in memory, about.</summary>
    public long EstimatedBytes => _keys.Length * 36L;

    /// <exception cref="InvalidDataException">The bytes are not an index of so many rows.</exception>
    public static TraceIndex Read(ReadOnlySpan<byte> bytes, int rowCount)
    {
        int count = bytes.Length / EntryBytes;
        if (count * EntryBytes != bytes.Length) throw new InvalidDataException($"a trace index of {bytes.Length} bytes is not a number of whole entries");
        var keys = new TraceKey[count];
        var firstRows = new int[count];
        for (int i = 0; i < count; i++)
        {
            var entry = bytes.Slice(i * EntryBytes, EntryBytes);
            keys[i] = new TraceKey((EventId.Form)entry[0], BinaryPrimitives.ReadUInt128BigEndian(entry[1..]));
            firstRows[i] = BinaryPrimitives.ReadInt32LittleEndian(entry[17..]);
            int least = i == 0 ? 0 : firstRows[i - 1] + 1;
            if (firstRows[i] < least || firstRows[i] >= rowCount) throw new InvalidDataException($"a trace index names row {firstRows[i]} of {rowCount}");
        }
        return new TraceIndex(keys, firstRows, rowCount);
    }

    /// <summary>The rows of a trace, ascending; none when the row group does not have it.</summary>
    public int[] RowsOf(TraceKey key)
    {
        int at = Array.BinarySearch(_keys, key);
        if (at < 0) return [];
        int first = _firstRows[at];
        int end = at + 1 < _firstRows.Length ? _firstRows[at + 1] : _rowCount;
        var rows = new int[end - first];
        for (int i = 0; i < rows.Length; i++) rows[i] = first + i;
        return rows;
    }
}
