using System.Buffers;

namespace Ashiato.Model;

/// <summary>One column while it grows.</summary>
/// <remarks>
/// It grows in rented arrays and ends in arrays of just its size, so that a batch in memory holds no more than its values. After a column is taken
/// it is empty, and may be used again with the arrays that it has, or <see cref="Release"/> them.
/// </remarks>
internal sealed partial class ColumnBuilder(Field of)
{
    private const int FirstCapacity = 64;

    // A column of an unusually large batch must not hold its memory for as long as the builder lives.
    private const int KeptEntries = 4_096;
    private const int KeptTextBytes = 128 * 1024;

    private int[] _rows = [];
    private int _count;
    private Utf8Interner? _texts;
    private long[] _longs = [];
    private double[] _doubles = [];
    private int[] _codes = [];
    private UInt128[] _ids = [];
    private EventId.Form[] _shapes = [];
    private bool _isDense;
    private Utf8Pool? _onlyText; // of the last batch that had only one

    public Field Field => of;

    public int Count => _count;

    /// <summary>True while it is one of the columns of the batch that is being built.</summary>
    public bool IsInUse { get; set; }

    /// <summary>The column that was asked for after this one the last time, among those of fields that are not in the table.</summary>
    public ColumnBuilder? UsuallyNext { get; set; }

    /// <summary>True once its arrays were given back.</summary>
    public bool IsForgotten { get; private set; }

    /// <summary>How many batches it has rested for.</summary>
    public int Rests { get; set; }

    /// <summary>The texts of a string column, or the ids of an id column that are texts. Made when first needed.</summary>
    public Utf8Interner Texts => _texts ??= new Utf8Interner();

    public bool HasRow(int row) => _count > 0 && _rows[_count - 1] == row;

    /// <summary>Takes back the values of the newest row.</summary>
    public void Drop(int row)
    {
        while (HasRow(row)) _count--;
    }

    public void Add(int row, long value) => Next(row, ref _longs) = value;

    public void Add(int row, double value) => Next(row, ref _doubles) = value;

    public void AddCode(int row, int code) => Next(row, ref _codes) = code;

    /// <summary>Adds one text to each of some rows. None of them, and no later one, may have a value.</summary>
    public void FillCodes(int fromRow, int toRow, int code)
    {
        int count = toRow - fromRow;
        Room(ref _codes, count).Fill(code);
        var rows = Room(ref _rows, count);
        for (int i = 0; i < count; i++) rows[i] = fromRow + i;
        _count += count;
    }

    /// <summary>Adds one text to each of the first rows that has no value.</summary>
    public void FillMissing(int toRow, int code)
    {
        if (_count == 0)
        {
            FillCodes(0, toRow, code);
            return;
        }
        int missing = toRow - DistinctRows();
        if (missing <= 0) return;
        _ = Room(ref _codes, missing);
        _ = Room(ref _rows, missing);
        // From the end, so that every entry moves once, and only backwards.
        int from = _count - 1, to = _count + missing - 1;
        for (int row = toRow - 1; to > from; row--)
        {
            if (from < 0 || _rows[from] != row)
            {
                (_rows[to], _codes[to]) = (row, code);
                to--;
                continue;
            }
            for (; from >= 0 && _rows[from] == row; from--, to--) (_rows[to], _codes[to]) = (row, _codes[from]);
        }
        _count += missing;
    }

    public void Add(int row, UInt128 value, EventId.Form shape)
    {
        Next(row, ref _ids) = value;
        if (_shapes.Length < _count) Grow(ref _shapes, _count - 1);
        _shapes[_count - 1] = shape;
    }

    /// <summary>Says what <see cref="ToColumn"/> is going to ask for. No value may come between the two.</summary>
    public void Announce(int rowCount, BatchArrays arrays)
    {
        _isDense = _count == rowCount && IsOnePerRow();
        if (!_isDense) arrays.Ints.Announce(_count);
        switch (of.Kind)
        {
            case ColumnKind.Int64:
                arrays.Longs.Announce(_count);
                return;
            case ColumnKind.Double:
                arrays.Doubles.Announce(_count);
                return;
            case ColumnKind.Id:
                arrays.Ids.Announce(_count);
                arrays.Shapes.Announce(_count);
                break;
            default:
                if (!HasOneText) arrays.Ints.Announce(_count);
                break;
        }
        if (!HasOneText) _texts?.Announce(arrays);
    }

    /// <summary>The column. The builder is empty afterwards.</summary>
    public Column ToColumn(BatchArrays arrays)
    {
        ReadOnlyMemory<int> rows = _isDense ? default(ReadOnlyMemory<int>) : arrays.Ints.Copy(Taken(_rows));
        Column column = of.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(of, arrays.Longs.Copy(Taken(_longs)), rows, _isDense),
            ColumnKind.Double => new DoubleColumn(of, arrays.Doubles.Copy(Taken(_doubles)), rows, _isDense),
            // One text is number 0, and a column of nothing else needs no numbers of its own.
            ColumnKind.String => new StringColumn(of, HasOneText ? Zeros.Of(_count) : arrays.Ints.Copy(Taken(_codes)), ToPool(arrays), rows, _isDense),
            _ => new IdColumn(of, arrays.Ids.Copy(Taken(_ids)), arrays.Shapes.Copy(Taken(_shapes)), ToPool(arrays), rows, _isDense),
        };
        Reset();
        return column;
    }

    private bool HasOneText => _texts is { Count: 1 };

    private Utf8Pool ToPool(BatchArrays arrays)
    {
        if (_texts is null) return Utf8Pool.Empty;
        if (!HasOneText) return _texts.ToPool(arrays);
        // What all events of a batch say, those of the next one often say, too.
        var text = _texts.TextAt(0);
        return _onlyText is not null && _onlyText[0].SequenceEqual(text) ? _onlyText : _onlyText = Utf8Pool.Of(text);
    }

    /// <summary>Forgets its values.</summary>
    public void Reset()
    {
        _count = 0;
        _texts?.Clear();
    }

    /// <summary>True when what it holds while it is empty is worth keeping.</summary>
    public bool IsSmall => Math.Max(_rows.Length, _codes.Length) <= KeptEntries && (_texts is null || _texts.CapacityBytes <= KeptTextBytes);

    /// <summary>Gives its arrays back. The builder must not be used afterwards.</summary>
    public void Release()
    {
        Return(ref _rows);
        Return(ref _longs);
        Return(ref _doubles);
        Return(ref _codes);
        Return(ref _ids);
        Return(ref _shapes);
        _texts?.Dispose();
        _texts = null;
        _onlyText = null;
        UsuallyNext = null;
        IsForgotten = true;
    }

    private ReadOnlySpan<T> Taken<T>(T[] values) => values.AsSpan(0, _count);

    private static void Return<T>(ref T[] rented)
    {
        if (rented.Length > 0) ArrayPool<T>.Shared.Return(rented);
        rented = [];
    }

    private int DistinctRows()
    {
        int count = 0;
        for (int i = 0; i < _count; i++)
            if (i == 0 || _rows[i] != _rows[i - 1]) count++;
        return count;
    }

    private bool IsOnePerRow()
    {
        for (int i = 0; i < _count; i++)
            if (_rows[i] != i) return false;
        return true;
    }

    // The place itself, not its number: values[Next(...)] would look the array up before it grows.
    private ref T Next<T>(int row, ref T[] values)
    {
        if (_count == values.Length) Grow(ref values, _count);
        if (_count == _rows.Length) Grow(ref _rows, _count);
        _rows[_count] = row;
        return ref values[_count++];
    }

    private static void Grow<T>(ref T[] rented, int count, int needed = 0)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(Math.Max(FirstCapacity, needed), count * 2));
        rented.AsSpan(0, count).CopyTo(larger);
        Return(ref rented);
        rented = larger;
    }
}
