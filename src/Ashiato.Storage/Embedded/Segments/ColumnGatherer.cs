using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One field of a new segment: the values of all its sources, put in the order of its rows.</summary>
/// <remarks>
/// Sources are read one after the other, and only their values kept. Loops over one array at a time, since this is done for every value
/// of every event. The column is gone when the buffers are used for another field.
/// </remarks>
/// <param name="field">The field.</param>
/// <param name="sources">The row groups.</param>
/// <param name="rowsInOrder">Their rows, one source behind the other, in the order of the segment.</param>
/// <param name="positionOf">For each of their rows, one behind the other, its number in the segment, or −1.</param>
/// <param name="buffers">Room for the values; has as many rows as the segment.</param>
internal ref struct ColumnGatherer(Field field, IReadOnlyList<RowGroup> sources, ReadOnlySpan<int> rowsInOrder, ReadOnlySpan<int> positionOf, GatherBuffers buffers)
{
    private readonly ReadOnlySpan<int> _rowsInOrder = rowsInOrder;
    private readonly ReadOnlySpan<int> _positionOf = positionOf;
    private int _count;

    /// <summary>The column; <see langword="null"/> when no row has a value. To be asked for once.</summary>
    public Column? Gather()
    {
        int firstRow = 0;
        bool isDense = true;
        foreach (var source in sources)
        {
            if (source.Read(field) is { } column)
            {
                Add(column, _positionOf.Slice(firstRow, source.RowCount));
                isDense &= column.IsDense;
            }
            firstRow += source.RowCount;
        }
        // With a value in each row, as most fields have it, values are numbered as rows are.
        if (isDense && _count == firstRow && _count > 0) return ToColumn(_rowsInOrder, default, isDense: true);
        // Of one more: rows without a value write there, too.
        var order = buffers.Order.Of(_count + 1);
        var rows = buffers.Rows.Of(_count + 1);
        int count = Order(order.Span, rows.Span);
        if (count == 0) return null;
        bool isOnePerRow = count == buffers.RowCount && IsOnePerRow(rows.Span[..count]);
        return ToColumn(order.Span[..count], isOnePerRow ? default : rows[..count], isOnePerRow);
    }

    private void Add(Column column, ReadOnlySpan<int> positions)
    {
        int count = column.EntryCount;
        var at = buffers.Positions.Behind(_count, count);
        if (column.IsDense) positions.CopyTo(at);
        else
        {
            var rows = column.Rows;
            for (int i = 0; i < at.Length; i++) at[i] = positions[rows[i]];
        }
        switch (column)
        {
            case Int64Column numbers:
                numbers.Values.CopyTo(buffers.Longs.Behind(_count, count));
                break;
            case DoubleColumn numbers:
                numbers.Values.CopyTo(buffers.Doubles.Behind(_count, count));
                break;
            case StringColumn texts:
                AddTexts(texts, at);
                break;
            case IdColumn ids:
                AddIds(ids, at);
                break;
        }
        _count += count;
    }

    private readonly void AddTexts(StringColumn texts, ReadOnlySpan<int> at)
    {
        var to = buffers.Codes.Behind(_count, texts.EntryCount);
        if (texts.Pool.Count == 1 && at.IndexOfAnyExcept(-1) >= 0)
        {
            to.Fill(buffers.Texts.Intern(texts.Pool[0]));
            return;
        }
        var codes = texts.Codes;
        var numbers = Numbers(texts.Pool);
        for (int i = 0; i < codes.Length; i++)
            if (at[i] >= 0) to[i] = NumberOf(codes[i], texts.Pool, numbers);
        ArrayPool<int>.Shared.Return(numbers);
    }

    private readonly void AddIds(IdColumn ids, ReadOnlySpan<int> at)
    {
        var to = buffers.Ids.Behind(_count, ids.EntryCount);
        ids.Values.CopyTo(to);
        ids.Shapes.CopyTo(buffers.Shapes.Behind(_count, ids.EntryCount));
        if (ids.Texts.Count == 0) return;
        var numbers = Numbers(ids.Texts);
        var shapes = ids.Shapes;
        for (int i = 0; i < shapes.Length; i++)
            if (at[i] >= 0 && shapes[i] == EventId.Form.Text) to[i] = (UInt128)(uint)NumberOf((int)to[i], ids.Texts, numbers);
        ArrayPool<int>.Shared.Return(numbers);
    }

    /// <summary>For each text of a pool its number here + 1; at first 0.</summary>
    private static int[] Numbers(Utf8Pool pool)
    {
        var numbers = ArrayPool<int>.Shared.Rent(pool.Count);
        numbers.AsSpan(0, pool.Count).Clear();
        return numbers;
    }

    private readonly int NumberOf(int code, Utf8Pool pool, int[] numbers)
    {
        if (numbers[code] == 0) numbers[code] = buffers.Texts.Intern(pool[code]) + 1;
        return numbers[code] - 1;
    }

    /// <summary>Brings entries into the order of their rows; those of a list stay together.</summary>
    private readonly int Order(Span<int> order, Span<int> rows)
    {
        var positions = buffers.Positions.Of(_count).Span;
        var firstOf = buffers.FirstOf.Of(buffers.RowCount).Span;
        firstOf.Fill(-1);
        bool hasLists = false;
        for (int entry = positions.Length - 1; entry >= 0; entry--)
        {
            if (positions[entry] < 0) continue;
            ref int first = ref firstOf[positions[entry]];
            hasLists |= first >= 0;
            first = entry;
        }
        return hasLists ? OrderLists(positions, firstOf, order, rows) : OrderSingle(firstOf, order, rows);
    }

    /// <summary>Rows have one value or none, which no processor can foresee: so nothing depends on it but where the next is written.</summary>
    private static int OrderSingle(ReadOnlySpan<int> firstOf, Span<int> order, Span<int> rows)
    {
        int count = 0;
        for (int row = 0; row < firstOf.Length; row++)
        {
            (order[count], rows[count]) = (firstOf[row], row);
            count += 1 + (firstOf[row] >> 31);
        }
        return count;
    }

    private static int OrderLists(ReadOnlySpan<int> positions, ReadOnlySpan<int> firstOf, Span<int> order, Span<int> rows)
    {
        int count = 0;
        for (int row = 0; row < firstOf.Length; row++)
        {
            int entry = firstOf[row];
            if (entry < 0) continue;
            do
            {
                order[count] = entry++;
                rows[count++] = row;
            }
            while (entry < positions.Length && positions[entry] == row);
        }
        return count;
    }

    private readonly Column ToColumn(ReadOnlySpan<int> order, ReadOnlyMemory<int> rows, bool isDense) =>
        field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(field, buffers.Longs.Sorted(order), rows, isDense),
            ColumnKind.Double => new DoubleColumn(field, buffers.Doubles.Sorted(order), rows, isDense),
            ColumnKind.String => new StringColumn(field, buffers.Codes.Sorted(order), buffers.Texts.Lend(), rows, isDense),
            _ => new IdColumn(field, buffers.Ids.Sorted(order), buffers.Shapes.Sorted(order), buffers.Texts.Lend(), rows, isDense),
        };

    private static bool IsOnePerRow(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] != i) return false;
        return true;
    }
}
