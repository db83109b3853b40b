using System.Buffers.Binary;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>The sort values of some rows of a row group as ranks. Of a list, the first value counts.</summary>
internal readonly ref struct SortColumn
{
    private const ulong SignBit = 1UL << 63;

    private readonly Column? _column;
    private readonly RowEntries _entries;

    /// <param name="column">The column of the sort field, if there is one.</param>
    /// <param name="rowCount">How many rows the row group has.</param>
    /// <param name="rows">The rows, ascending.</param>
    /// <param name="buffer">Kept by the caller from one row group to the next.</param>
    public SortColumn(Column? column, int rowCount, ReadOnlySpan<int> rows, ref int[] buffer)
    {
        _column = column;
        if (column is not null) _entries = RowEntries.Of(column, rowCount, rows, ref buffer);
    }

    /// <summary>The rank of the row at a place.</summary>
    /// <returns><see langword="false"/> when the row has no value.</returns>
    public bool TryRank(int at, out ulong rank)
    {
        int entry = EntryOf(at);
        rank = 0;
        if (entry < 0) return false;
        rank = _column switch
        {
            Int64Column numbers => RankOf(numbers.Values[entry]),
            DoubleColumn numbers => RankOf(numbers.Values[entry]),
            StringColumn texts => RankOf(texts.Pool[texts.Codes[entry]]),
            IdColumn ids => RankOf(Encoding.UTF8.GetBytes(ids.IdAt(entry).ToString())),
            _ => 0,
        };
        return true;
    }

    /// <summary>The whole text of a row that has one; <see langword="null"/> for numbers.</summary>
    public byte[]? TextOf(int at) => _column switch
    {
        StringColumn texts => texts.Pool[texts.Codes[EntryOf(at)]].ToArray(),
        IdColumn ids => Encoding.UTF8.GetBytes(ids.IdAt(EntryOf(at)).ToString()),
        _ => null,
    };

    /// <summary>The least and the greatest rank that a value of a row group can have, when that is known without reading it.</summary>
    public static (ulong Least, ulong Greatest)? RanksOf(RowGroup group, Field field)
    {
        if (field.Equals(Fields.Timestamp))
            return (RankOf(group.Time.FromMicros), RankOf(group.Time.ToMicros == long.MaxValue ? long.MaxValue : group.Time.ToMicros - 1));
        if (group.RangeOf(field) is not var (min, max)) return null;
        // One step further out, where a whole number may have been rounded inwards.
        if (field.Kind == ColumnKind.Int64) return (RankOf((long)Math.BitDecrement(min)), RankOf((long)Math.BitIncrement(max)));
        // A number that is none has a rank but no place in a range.
        return null;
    }

    private static ulong RankOf(long value) => (ulong)value ^ SignBit;

    private static ulong RankOf(double value)
    {
        // Adding 0 makes −0 and 0 the same. Negative numbers have the sign bit set and grow towards zero: all bits turn.
        ulong bits = (ulong)BitConverter.DoubleToInt64Bits(value + 0.0);
        return (bits & SignBit) != 0 ? ~bits : bits | SignBit;
    }

    private static ulong RankOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 8) return BinaryPrimitives.ReadUInt64BigEndian(utf8);
        ulong rank = 0;
        for (int i = 0; i < 8; i++) rank = (rank << 8) | (i < utf8.Length ? utf8[i] : 0UL);
        return rank;
    }

    private int EntryOf(int at) => _column is null ? -1 : _entries.AreAligned ? at : _entries[at];
}
