namespace Ashiato.Model;

/// <summary>One column while it grows.</summary>
internal sealed class ColumnBuilder(Field of)
{
    private int[] _rows = new int[8];
    private int _count;
    private Utf8Interner? _texts;
    private long[] _longs = of.Kind == ColumnKind.Int64 ? new long[8] : [];
    private double[] _doubles = of.Kind == ColumnKind.Double ? new double[8] : [];
    private int[] _codes = of.Kind == ColumnKind.String ? new int[8] : [];
    private UInt128[] _ids = of.Kind == ColumnKind.Id ? new UInt128[8] : [];
    private EventId.Form[] _shapes = of.Kind == ColumnKind.Id ? new EventId.Form[8] : [];

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

    public void Add(int row, UInt128 value, EventId.Form shape)
    {
        Next(row, ref _ids) = value;
        if (_shapes.Length < _ids.Length) Array.Resize(ref _shapes, _ids.Length);
        _shapes[_count - 1] = shape;
    }

    public Column ToColumn(int rowCount)
    {
        bool isDense = _count == rowCount && IsOnePerRow();
        var rows = isDense ? default : _rows.AsMemory(0, _count);
        return of.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(of, _longs.AsMemory(0, _count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(of, _doubles.AsMemory(0, _count), rows, isDense),
            ColumnKind.String => new StringColumn(of, _codes.AsMemory(0, _count), _texts?.ToPool() ?? Utf8Pool.Empty, rows, isDense),
            _ => new IdColumn(of, _ids.AsMemory(0, _count), _shapes.AsMemory(0, _count), _texts?.ToPool() ?? Utf8Pool.Empty, rows, isDense),
        };
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
        if (_count == values.Length) Array.Resize(ref values, _count * 2);
        if (_count == _rows.Length) Array.Resize(ref _rows, _count * 2);
        _rows[_count] = row;
        return ref values[_count++];
    }
}
