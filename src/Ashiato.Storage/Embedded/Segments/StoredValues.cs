using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Execution;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The values of a column as they are kept: one for each row that has the field, or one for all such rows of a trace. To judge them, rows need not be given theirs.</summary>
/// <param name="Column">A column with an entry for each value, in their order; <see langword="null"/> for none.</param>
/// <param name="Key">What there is one value for; <see langword="null"/> when the column has its rows.</param>
internal sealed record StoredValues(Column? Column, ValueKey? Key)
{
    /// <summary>No values.</summary>
    public static StoredValues None { get; } = new(null, null);

    /// <summary>Values that are kept in another way, which says nothing without the rows.</summary>
    public static StoredValues Others { get; } = new(null, null);

    /// <summary>Values that follow from another field, one for each row.</summary>
    public static StoredValues Determined { get; } = new(null, null);

    /// <summary>True when they are kept in a way that is read with the rows, or with another field.</summary>
    public bool AreOfOthers => ReferenceEquals(this, Others) || ReferenceEquals(this, Determined);

    private RowSet? _rows, _firstRows;

    /// <summary>Bytes in memory, about. The sets of rows are the cache's, shared with other fields.</summary>
    public long EstimatedBytes => 56 + (Column is null ? 0 : ColumnSize.Of(Column));

    /// <summary>The rows that have the field; nobody may change them.</summary>
    /// <param name="group">The row group that the values are of.</param>
    /// <param name="number">The number of the field.</param>
    public RowSet Rows(SegmentRowGroup group, int number) => _rows ??= group.RowsWith(number);

    /// <summary>The rows where another value begins; nobody may change them.</summary>
    /// <param name="group">The row group that the values are of.</param>
    /// <param name="number">The number of the field.</param>
    public RowSet FirstRows(SegmentRowGroup group, int number) => Key == ValueKey.Row ? Rows(group, number) : _firstRows ??= group.FirstRowsWith(number);

    /// <summary>How many values there are.</summary>
    /// <param name="key">What there is one value for: a row or a trace.</param>
    /// <param name="rows">The rows that have the field.</param>
    /// <param name="runLengths">How many rows each trace has, in order.</param>
    public static int Count(ValueKey key, RowSet rows, ReadOnlySpan<int> runLengths)
    {
        if (key == ValueKey.Row) return rows.Count;
        int count = 0, start = 0;
        foreach (int length in runLengths)
        {
            if (rows.HasAny(start, start + length)) count++;
            start += length;
        }
        return count;
    }

    /// <summary>The rows of a row group whose values pass a judgement.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="number">The number of the field.</param>
    /// <param name="judge">Finds the entries of a column that pass.</param>
    public RowSet Judge(SegmentRowGroup group, int number, Func<Column, int, RowSet> judge)
    {
        if (Column is null) return RowSet.None(group.RowCount);
        if (Key is null) return judge(Column, group.RowCount);
        var found = RowSet.None(group.RowCount);
        var values = judge(Column, Column.EntryCount);
        if (values.IsEmpty) return found;
        var rows = Rows(group, number);
        if (Key == ValueKey.Row) Spread(values.Words, rows.Words, found.Words);
        else Spread(values, rows, group.Directory.RunLengths, found);
        return found;
    }

    private static void Spread(RowSet values, RowSet rows, ReadOnlySpan<int> runLengths, RowSet found)
    {
        int start = 0, number = 0;
        foreach (int length in runLengths)
        {
            if (rows.HasAny(start, start + length) && values.Contains(number++)) found.Or(rows, start, start + length);
            start += length;
        }
    }

    /// <summary>Puts bits, one after the other, where a mask has bits.</summary>
    private static void Spread(ReadOnlySpan<ulong> bits, ReadOnlySpan<ulong> mask, Span<ulong> found)
    {
        int at = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            ulong next = bits.Length > at >> 6 ? bits[at >> 6] >> (at & 63) : 0;
            if ((at & 63) != 0 && (at >> 6) + 1 < bits.Length) next |= bits[(at >> 6) + 1] << (64 - (at & 63));
            found[i] = Deposit(next, mask[i]);
            at += BitOperations.PopCount(mask[i]);
        }
    }

    private static ulong Deposit(ulong bits, ulong mask)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(bits, mask);
        ulong found = 0;
        for (; mask != 0; mask &= mask - 1, bits >>= 1)
            if ((bits & 1) != 0) found |= mask & (0 - mask);
        return found;
    }
}
