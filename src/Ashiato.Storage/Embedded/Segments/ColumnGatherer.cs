using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One field of several row groups, one behind the other, from which rows are taken in any order.</summary>
/// <remarks>All its arrays come from the pool, so that writing segments all day leaves no garbage behind. A column that it gave is gone with the next one.</remarks>
internal sealed class ColumnGatherer : IDisposable
{
    private readonly Field _field;
    private readonly int _rowCount;
    private readonly int _entryCount;
    private readonly int[] _firstEntry; // of a row, + 1; 0 for none
    private readonly int[] _rowOf; // of an entry
    private readonly long[] _longs;
    private readonly double[] _doubles;
    private readonly int[] _codes; // into all texts of all sources
    private readonly UInt128[] _ids;
    private readonly EventId.Form[] _shapes;
    private readonly TextGatherer _texts = new();

    private readonly int[] _outRows;
    private readonly long[] _outLongs;
    private readonly double[] _outDoubles;
    private readonly int[] _outCodes;
    private readonly UInt128[] _outIds;
    private readonly EventId.Form[] _outShapes;

    /// <param name="field">The field.</param>
    /// <param name="sources">The row groups.</param>
    public ColumnGatherer(Field field, IReadOnlyList<RowGroup> sources)
    {
        _field = field;
        _rowCount = sources.Sum(source => source.RowCount);
        var columns = sources.Select(source => source.Read(field)).ToArray();
        _entryCount = columns.Sum(column => column?.EntryCount ?? 0);
        _firstEntry = ArrayPool<int>.Shared.Rent(_rowCount);
        _firstEntry.AsSpan(0, _rowCount).Clear();
        (_rowOf, _outRows) = (ArrayPool<int>.Shared.Rent(_entryCount), ArrayPool<int>.Shared.Rent(_entryCount));
        (_longs, _outLongs) = Rent<long>(field.Kind == ColumnKind.Int64);
        (_doubles, _outDoubles) = Rent<double>(field.Kind == ColumnKind.Double);
        (_codes, _outCodes) = Rent<int>(field.Kind == ColumnKind.String);
        (_ids, _outIds) = Rent<UInt128>(field.Kind == ColumnKind.Id);
        (_shapes, _outShapes) = Rent<EventId.Form>(field.Kind == ColumnKind.Id);

        int row = 0, entry = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is { } column)
            {
                Add(column, row, entry);
                entry += column.EntryCount;
            }
            row += sources[i].RowCount;
        }
    }

    /// <summary>The values of some rows; <see langword="null"/> when they have none.</summary>
    public Column? Take(ReadOnlySpan<int> rows)
    {
        int count = 0;
        bool isDense = true;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int entry = _firstEntry[row] - 1;
            isDense &= entry >= 0 && count == i;
            if (entry < 0) continue;
            for (; entry < _entryCount && _rowOf[entry] == row; entry++)
            {
                _outRows[count] = i;
                Copy(entry, count);
                count++;
            }
        }
        return count == 0 ? null : ToColumn(count, isDense && count == rows.Length);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_firstEntry);
        Return(_rowOf, _outRows);
        Return(_longs, _outLongs);
        Return(_doubles, _outDoubles);
        Return(_codes, _outCodes);
        Return(_ids, _outIds);
        Return(_shapes, _outShapes);
        _texts.Dispose();
    }

    private void Add(Column column, int firstRow, int firstEntry)
    {
        for (int i = 0; i < column.EntryCount; i++)
        {
            int row = firstRow + column.RowOf(i);
            _rowOf[firstEntry + i] = row;
            if (_firstEntry[row] == 0) _firstEntry[row] = firstEntry + i + 1;
        }
        switch (column)
        {
            case Int64Column numbers:
                numbers.Values.CopyTo(_longs.AsSpan(firstEntry));
                break;
            case DoubleColumn numbers:
                numbers.Values.CopyTo(_doubles.AsSpan(firstEntry));
                break;
            case StringColumn texts:
                int firstText = _texts.Add(texts.Pool);
                var codes = texts.Codes;
                for (int i = 0; i < codes.Length; i++) _codes[firstEntry + i] = firstText + codes[i];
                break;
            case IdColumn ids:
                ids.Values.CopyTo(_ids.AsSpan(firstEntry));
                ids.Shapes.CopyTo(_shapes.AsSpan(firstEntry));
                if (ids.Texts.Count > 0) MoveTexts(ids, firstEntry);
                break;
        }
    }

    private void MoveTexts(IdColumn ids, int firstEntry)
    {
        int firstText = _texts.Add(ids.Texts);
        for (int i = firstEntry; i < firstEntry + ids.EntryCount; i++)
            if (_shapes[i] == EventId.Form.Text) _ids[i] += (UInt128)(uint)firstText;
    }

    private void Copy(int entry, int to)
    {
        switch (_field.Kind)
        {
            case ColumnKind.Int64:
                _outLongs[to] = _longs[entry];
                break;
            case ColumnKind.Double:
                _outDoubles[to] = _doubles[entry];
                break;
            case ColumnKind.String:
                _outCodes[to] = _texts.Use(_codes[entry]);
                break;
            default:
                _outShapes[to] = _shapes[entry];
                _outIds[to] = _shapes[entry] == EventId.Form.Text ? (UInt128)(uint)_texts.Use((int)_ids[entry]) : _ids[entry];
                break;
        }
    }

    private Column ToColumn(int count, bool isDense)
    {
        var rows = isDense ? default : _outRows.AsMemory(0, count);
        return _field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(_field, _outLongs.AsMemory(0, count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(_field, _outDoubles.AsMemory(0, count), rows, isDense),
            ColumnKind.String => new StringColumn(_field, _outCodes.AsMemory(0, count), _texts.TakePool(), rows, isDense),
            _ => new IdColumn(_field, _outIds.AsMemory(0, count), _outShapes.AsMemory(0, count), _texts.TakePool(), rows, isDense),
        };
    }

    private (T[] All, T[] Some) Rent<T>(bool isNeeded) =>
        isNeeded ? (ArrayPool<T>.Shared.Rent(_entryCount), ArrayPool<T>.Shared.Rent(_entryCount)) : ([], []);

    private static void Return<T>(T[] all, T[] some)
    {
        if (all.Length > 0) ArrayPool<T>.Shared.Return(all);
        if (some.Length > 0) ArrayPool<T>.Shared.Return(some);
    }
}
