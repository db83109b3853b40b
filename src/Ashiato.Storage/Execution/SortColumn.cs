using System.Buffers.Binary;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>The sort values of one row group as ranks. Of a list, the first value counts.</summary>
internal readonly struct SortColumn(Column? column)
{
    private const ulong SignBit = 1UL << 63;

    /// <summary>The rank of a row.</summary>
    /// <returns><see langword="false"/> when the row has no value.</returns>
    public bool TryRank(int row, out ulong rank)
    {
        int entry = column?.FirstEntry(row) ?? -1;
        rank = 0;
        if (entry < 0) return false;
        rank = column switch
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
    public byte[]? TextOf(int row) => column switch
    {
        StringColumn texts => texts.Pool[texts.Codes[texts.FirstEntry(row)]].ToArray(),
        IdColumn ids => Encoding.UTF8.GetBytes(ids.IdAt(ids.FirstEntry(row)).ToString()),
        _ => null,
    };

    public static ulong RankOf(long value) => (ulong)value ^ SignBit;

    public static ulong RankOf(double value)
    {
        // Adding 0 makes −0 and 0 the same. Negative numbers have the sign bit set and grow towards zero: all bits turn.
        ulong bits = (ulong)BitConverter.DoubleToInt64Bits(value + 0.0);
        return (bits & SignBit) != 0 ? ~bits : bits | SignBit;
    }

    public static ulong RankOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 8) return BinaryPrimitives.ReadUInt64BigEndian(utf8);
        ulong rank = 0;
        for (int i = 0; i < 8; i++) rank = (rank << 8) | (i < utf8.Length ? utf8[i] : 0UL);
        return rank;
    }
}
