using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One field of a new segment: the values of all its sources, put in the order of its rows.</summary>
/// <remarks>
/// Sources are read one after the other, and only their values kept, in rented arrays. Loops over one array at a time, since this is done for every value
/// of every event. The column is gone with the gatherer.
/// </remarks>
/// <param name="field">The field.</param>
/// <param name="sources">The row groups.</param>
/// <param name="positionOf">For each of their rows, one behind the other, its number in the segment, or −1.</param>
/// <param name="rowCount">How many rows the segment has.</param>
internal sealed class ColumnGatherer(Field field, IReadOnlyList<RowGroup> sources, int[] positionOf, int rowCount) : IDisposable
{
    private readonly Utf8Interner _texts = new();
    private readonly List<Action> _returns = [];
    private int[] _positions = [];
    private Values<long> _longs;
    private Values<double> _doubles;
    private Values<int> _codes;
    private Values<UInt128> _ids;
    private Values<EventId.Form> _shapes;
    private int _count;

    /// <summary>Values as they come.</summary>
    private struct Values<T>
    {
        private T[]? _array;

        public readonly Span<T> From(int start) => _array.AsSpan(start);

        /// <summary>Makes room for more values.</summary>
        public void Reserve(int count, int more)
        {
            if (_array is not null && count + more <= _array.Length) return;
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(count + more, count * 2));
            _array.AsSpan(0, count).CopyTo(larger);
            Return();
            _array = larger;
        }

        /// <summary>The values in another order.</summary>
        public readonly T[] Sorted(ReadOnlySpan<int> order)
        {
            var sorted = ArrayPool<T>.Shared.Rent(order.Length);
            for (int i = 0; i < order.Length; i++) sorted[i] = _array![order[i]];
            return sorted;
        }

        public readonly void Return()
        {
            if (_array is not null) ArrayPool<T>.Shared.Return(_array);
        }
    }

    /// <summary>The column; <see langword="null"/> when no row has a value. To be asked for once.</summary>
    public Column? Gather()
    {
        int firstRow = 0;
        foreach (var source in sources)
        {
            if (source.Read(field) is { } column) Add(column, positionOf.AsSpan(firstRow, source.RowCount));
            firstRow += source.RowCount;
        }
        var order = Rent<int>(_count);
        var rows = Rent<int>(_count);
        int count = Order(order, rows);
        return count == 0 ? null : ToColumn(order.AsSpan(0, count), rows.AsMemory(0, count));
    }

    public void Dispose()
    {
        _texts.Dispose();
        if (_positions.Length > 0) ArrayPool<int>.Shared.Return(_positions);
        _longs.Return();
        _doubles.Return();
        _codes.Return();
        _ids.Return();
        _shapes.Return();
        foreach (var give in _returns) give();
        _returns.Clear();
    }

    private void Add(Column column, ReadOnlySpan<int> positions)
    {
        int count = column.EntryCount;
        if (_count + count > _positions.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(Math.Max(_count + count, _count * 2));
            _positions.AsSpan(0, _count).CopyTo(larger);
            if (_positions.Length > 0) ArrayPool<int>.Shared.Return(_positions);
            _positions = larger;
        }
        var at = _positions.AsSpan(_count, count);
        if (column.IsDense) positions.CopyTo(at);
        else
        {
            var rows = column.Rows;
            for (int i = 0; i < at.Length; i++) at[i] = positions[rows[i]];
        }
        switch (column)
        {
            case Int64Column numbers:
                _longs.Reserve(_count, count);
                numbers.Values.CopyTo(_longs.From(_count));
                break;
            case DoubleColumn numbers:
                _doubles.Reserve(_count, count);
                numbers.Values.CopyTo(_doubles.From(_count));
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

    private void AddTexts(StringColumn texts, ReadOnlySpan<int> at)
    {
        _codes.Reserve(_count, texts.EntryCount);
        var to = _codes.From(_count);
        var codes = texts.Codes;
        var numbers = Numbers(texts.Pool);
        for (int i = 0; i < codes.Length; i++)
            if (at[i] >= 0) to[i] = NumberOf(codes[i], texts.Pool, numbers);
        ArrayPool<int>.Shared.Return(numbers);
    }

    private void AddIds(IdColumn ids, ReadOnlySpan<int> at)
    {
        _ids.Reserve(_count, ids.EntryCount);
        _shapes.Reserve(_count, ids.EntryCount);
        var to = _ids.From(_count);
        ids.Values.CopyTo(to);
        ids.Shapes.CopyTo(_shapes.From(_count));
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

    private int NumberOf(int code, Utf8Pool pool, int[] numbers)
    {
        if (numbers[code] == 0) numbers[code] = _texts.Intern(pool[code]) + 1;
        return numbers[code] - 1;
    }

    /// <summary>Brings entries into the order of their rows; those of a list stay together.</summary>
    private int Order(int[] order, int[] rows)
    {
        var positions = _positions.AsSpan(0, _count);
        var firstOf = Rent<int>(rowCount).AsSpan(0, rowCount);
        firstOf.Fill(-1);
        for (int entry = positions.Length - 1; entry >= 0; entry--)
            if (positions[entry] >= 0) firstOf[positions[entry]] = entry;
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

    private Column ToColumn(ReadOnlySpan<int> order, ReadOnlyMemory<int> rows)
    {
        int count = order.Length;
        bool isDense = count == rowCount && IsOnePerRow(rows.Span);
        if (isDense) rows = default;
        return field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(field, Kept(_longs.Sorted(order)).AsMemory(0, count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(field, Kept(_doubles.Sorted(order)).AsMemory(0, count), rows, isDense),
            ColumnKind.String => new StringColumn(field, Kept(_codes.Sorted(order)).AsMemory(0, count), _texts.Lend(), rows, isDense),
            _ => new IdColumn(field, Kept(_ids.Sorted(order)).AsMemory(0, count), Kept(_shapes.Sorted(order)).AsMemory(0, count), _texts.Lend(), rows, isDense),
        };
    }

    private static bool IsOnePerRow(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (rows[i] != i) return false;
        return true;
    }

    private T[] Rent<T>(int count) => Kept(ArrayPool<T>.Shared.Rent(count));

    private T[] Kept<T>(T[] rented)
    {
        _returns.Add(() => ArrayPool<T>.Shared.Return(rented));
        return rented;
    }
}
