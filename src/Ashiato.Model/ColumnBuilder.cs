using System.Buffers;

namespace Ashiato.Model;

/// <summary>One column while it grows.</summary>
/// <remarks>It grows in rented arrays and ends in arrays of just its size, so that a batch in memory holds no more than its values.</remarks>
internal sealed class ColumnBuilder(Field of)
{
    private const int FirstCapacity = 64;

    private int[] _rows = [];
    private int _count;
    private Utf8Interner? _texts;
    private long[] _longs = [];
    private double[] _doubles = [];
    private int[] _codes = [];
    private UInt128[] _ids = [];
    private EventId.Form[] _shapes = [];

    public Field Field => of;

    public int Count => _count;

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

    /// <summary>Adds one text to each of some rows.</summary>
    public void FillCodes(int fromRow, int toRow, int code)
    {
        int count = toRow - fromRow;
        if (_codes.Length < _count + count) Grow(ref _codes, _count, _count + count);
        if (_rows.Length < _count + count) Grow(ref _rows, _count, _count + count);
        _codes.AsSpan(_count, count).Fill(code);
        for (int i = 0; i < count; i++) _rows[_count + i] = fromRow + i;
        _count += count;
    }

    public void Add(int row, UInt128 value, EventId.Form shape)
    {
        Next(row, ref _ids) = value;
        if (_shapes.Length < _count) Grow(ref _shapes, _count - 1);
        _shapes[_count - 1] = shape;
    }

    /// <summary>The column. The builder must not be used afterwards.</summary>
    public Column ToColumn(int rowCount)
    {
        bool isDense = _count == rowCount && IsOnePerRow();
        var rows = Taken(ref _rows, isDense ? 0 : _count);
        return of.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(of, Taken(ref _longs, _count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(of, Taken(ref _doubles, _count), rows, isDense),
            ColumnKind.String => new StringColumn(of, Taken(ref _codes, _count), TakenTexts(), rows, isDense),
            _ => new IdColumn(of, Taken(ref _ids, _count), Taken(ref _shapes, _count), TakenTexts(), rows, isDense),
        };
    }

    private Utf8Pool TakenTexts()
    {
        if (_texts is null) return Utf8Pool.Empty;
        using var texts = _texts;
        return texts.ToPool();
    }

    private static T[] Taken<T>(ref T[] rented, int count)
    {
        var taken = rented.AsSpan(0, count).ToArray();
        if (rented.Length > 0) ArrayPool<T>.Shared.Return(rented);
        rented = [];
        return taken;
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
        if (rented.Length > 0) ArrayPool<T>.Shared.Return(rented);
        rented = larger;
    }
}
