using System.Buffers;

namespace Ashiato.Model;

// Columns that are taken as a whole: small batches are put together all the time.
internal sealed partial class ColumnBuilder
{
    /// <summary>Adds all entries of a column of the same field, its rows counted from another one on. That row and those behind it must have no value yet.</summary>
    public void Append(Column source, int firstRow)
    {
        int count = source.EntryCount;
        if (count == 0) return;
        var rows = Room(ref _rows, count);
        if (source.IsDense)
        {
            for (int i = 0; i < rows.Length; i++) rows[i] = firstRow + i;
        }
        else
        {
            var from = source.Rows;
            for (int i = 0; i < rows.Length; i++) rows[i] = firstRow + from[i];
        }
        AppendValues(source, count);
        _count += count;
    }

    private void AppendValues(Column source, int count)
    {
        switch (source)
        {
            case Int64Column numbers:
                numbers.Values.CopyTo(Room(ref _longs, count));
                break;
            case DoubleColumn numbers:
                numbers.Values.CopyTo(Room(ref _doubles, count));
                break;
            case StringColumn texts:
                Recode(texts.Codes, texts.Pool, Room(ref _codes, count));
                break;
            case IdColumn ids:
                ids.Shapes.CopyTo(Room(ref _shapes, count));
                Recode(ids, Room(ref _ids, count));
                break;
            default:
                throw new ArgumentException($"Column '{source.Field}' is of no known kind.", nameof(source));
        }
    }

    /// <summary>Texts are numbered anew when they are first met.</summary>
    private void Recode(ReadOnlySpan<int> codes, Utf8Pool pool, Span<int> target)
    {
        if (pool.Count == 1)
        {
            target.Fill(Texts.Intern(pool[0]));
            return;
        }
        int[] known = ArrayPool<int>.Shared.Rent(pool.Count); // the number + 1; 0 is not met yet
        known.AsSpan(0, pool.Count).Clear();
        for (int i = 0; i < codes.Length; i++)
        {
            ref int number = ref known[codes[i]];
            if (number == 0) number = Texts.Intern(pool[codes[i]]) + 1;
            target[i] = number - 1;
        }
        ArrayPool<int>.Shared.Return(known);
    }

    private void Recode(IdColumn ids, Span<UInt128> target)
    {
        ids.Values.CopyTo(target);
        if (ids.Texts.Count == 0) return;
        var shapes = ids.Shapes;
        for (int i = 0; i < target.Length; i++)
            if (shapes[i] == EventId.Form.Text) target[i] = (UInt128)Texts.Intern(ids.Texts[(int)target[i]]);
    }

    /// <summary>The places of the next entries.</summary>
    private Span<T> Room<T>(ref T[] values, int count)
    {
        if (values.Length < _count + count) Grow(ref values, _count, _count + count);
        return values.AsSpan(_count, count);
    }
}
