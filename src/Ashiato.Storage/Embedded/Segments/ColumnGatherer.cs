using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>One field of a new segment, taken from its sources one row group after the other.</summary>
/// <remarks>
/// Holds the columns of those sources that the row group needs, and one row group of values, all in rented arrays: memory does not grow
/// with the segment. A column that it gave is gone with the next one.
/// </remarks>
internal sealed class ColumnGatherer(Field field, GatherPlan plan) : IDisposable
{
    private readonly SourceColumn?[] _sources = new SourceColumn?[plan.Sources.Count];
    private readonly Utf8Interner _texts = new();
    private int[] _rows = [];
    private long[] _longs = [];
    private double[] _doubles = [];
    private int[] _codes = [];
    private UInt128[] _ids = [];
    private EventId.Form[] _shapes = [];
    private int _count;

    /// <summary>The values of a row group; <see langword="null"/> when it has none. Groups must be asked for in order.</summary>
    public Column? Take(int group)
    {
        var sourceOf = plan.SourcesOf(group);
        var rowOf = plan.SourceRowsOf(group);
        _count = 0;
        _texts.Clear();
        bool isDense = true;
        for (int i = 0; i < rowOf.Length; i++)
        {
            var source = _sources[sourceOf[i]] ??= new SourceColumn(plan.Sources[sourceOf[i]], field);
            var (entry, end) = source.EntriesOf(rowOf[i]);
            isDense &= _count == i && end - entry == 1;
            for (; entry < end; entry++) Add(i, source, entry);
        }
        LetGo(group);
        return _count == 0 ? null : ToColumn(isDense);
    }

    public void Dispose()
    {
        foreach (var source in _sources) source?.Dispose();
        _texts.Dispose();
        Return(_rows);
        Return(_longs);
        Return(_doubles);
        Return(_codes);
        Return(_ids);
        Return(_shapes);
    }

    private void LetGo(int group)
    {
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i] is not { } source) continue;
            if (plan.IsDoneWith(i, group))
            {
                source.Dispose();
                _sources[i] = null;
            }
            else
            {
                source.ForgetCodes();
            }
        }
    }

    private void Add(int row, SourceColumn source, int entry)
    {
        Put(ref _rows, row);
        switch (source.Column)
        {
            case Int64Column numbers:
                Put(ref _longs, numbers.Values[entry]);
                break;
            case DoubleColumn numbers:
                Put(ref _doubles, numbers.Values[entry]);
                break;
            case StringColumn texts:
                Put(ref _codes, source.CodeOf(texts.Codes[entry], _texts));
                break;
            case IdColumn ids:
                var shape = ids.Shapes[entry];
                Put(ref _shapes, shape);
                Put(ref _ids, shape == EventId.Form.Text ? (UInt128)(uint)source.CodeOf((int)ids.Values[entry], _texts) : ids.Values[entry]);
                break;
        }
        _count++;
    }

    private void Put<T>(ref T[] rented, T value)
    {
        if (_count == rented.Length)
        {
            var larger = ArrayPool<T>.Shared.Rent(Math.Max(1_024, _count * 2));
            rented.AsSpan(0, _count).CopyTo(larger);
            Return(rented);
            rented = larger;
        }
        rented[_count] = value;
    }

    private Column ToColumn(bool isDense)
    {
        var rows = isDense ? default : _rows.AsMemory(0, _count);
        return field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(field, _longs.AsMemory(0, _count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(field, _doubles.AsMemory(0, _count), rows, isDense),
            ColumnKind.String => new StringColumn(field, _codes.AsMemory(0, _count), _texts.Lend(), rows, isDense),
            _ => new IdColumn(field, _ids.AsMemory(0, _count), _shapes.AsMemory(0, _count), _texts.Lend(), rows, isDense),
        };
    }

    private static void Return<T>(T[] rented)
    {
        if (rented.Length > 0) ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>The column of one source, with what makes its entries and texts quick to find.</summary>
    private sealed class SourceColumn : IDisposable
    {
        private readonly int[] _firstOf = []; // entry of a row, + 1; 0 for none; empty when the column is dense
        private readonly int[] _newCodes = []; // for each text its number in the pool being made, + 1
        private readonly int _textCount;

        public SourceColumn(RowGroup source, Field field)
        {
            Column = source.Read(field);
            if (Column is null) return;
            if (!Column.IsDense)
            {
                _firstOf = Cleared(source.RowCount);
                var rows = Column.Rows;
                for (int entry = rows.Length - 1; entry >= 0; entry--) _firstOf[rows[entry]] = entry + 1;
            }
            _textCount = Texts.Count;
            if (_textCount > 0) _newCodes = Cleared(_textCount);
        }

        public Column? Column { get; }

        private Utf8Pool Texts => Column switch { StringColumn texts => texts.Pool, IdColumn ids => ids.Texts, _ => Utf8Pool.Empty };

        /// <summary>The entries of a row: the first, and the one behind the last.</summary>
        public (int First, int End) EntriesOf(int row)
        {
            if (Column is null) return default;
            if (Column.IsDense) return (row, row + 1);
            int first = _firstOf[row] - 1;
            if (first < 0) return default;
            var rows = Column.Rows;
            int end = first + 1;
            while (end < rows.Length && rows[end] == row) end++;
            return (first, end);
        }

        /// <summary>The number that one of the texts has in the pool being made.</summary>
        public int CodeOf(int text, Utf8Interner pool)
        {
            if (_newCodes[text] == 0) _newCodes[text] = pool.Intern(Texts[text]) + 1;
            return _newCodes[text] - 1;
        }

        /// <summary>The next pool numbers its texts anew.</summary>
        public void ForgetCodes() => _newCodes.AsSpan(0, _textCount).Clear();

        public void Dispose()
        {
            Return(_firstOf);
            Return(_newCodes);
        }

        private static int[] Cleared(int count)
        {
            var rented = ArrayPool<int>.Shared.Rent(count);
            rented.AsSpan(0, count).Clear();
            return rented;
        }
    }
}
