using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Which shapes of rows have which fields.</summary>
/// <remarks>Layout: how many shapes; for each field one bit a shape, packed through all fields.</remarks>
internal sealed class ShapeTable
{
    private readonly bool[][] _has; // by field, then shape
    private readonly int[] _sameAs; // for each field the first one that the same shapes have

    private ShapeTable(bool[][] has, int shapeCount)
    {
        _has = has;
        _sameAs = [.. has.Select((shapes, field) => Array.FindIndex(has, 0, field + 1, other => other.AsSpan().SequenceEqual(shapes)))];
        ShapeCount = shapeCount;
    }

    public int ShapeCount { get; }

    /// <summary>Bytes in memory, about.</summary>
    public long EstimatedBytes => 100 + (_has.Length * (ShapeCount + 24L));

    /// <summary>Whether rows of each shape have a value in a field.</summary>
    public ReadOnlySpan<bool> ShapesOf(int field) => _has[field];

    /// <summary>True when rows of every shape have a value in a field.</summary>
    public bool IsInAll(int field) => !_has[field].AsSpan().Contains(false);

    /// <summary>The first field that the same shapes have: both have values in the same rows.</summary>
    public int SameAs(int field) => _sameAs[field];

    public static void Write(RowShapes shapes, BlockWriter output)
    {
        output.Number(shapes.Count);
        var bits = new BitWriter(output.Buffer);
        foreach (bool[] has in shapes.Has)
            foreach (bool one in has) bits.Write(one ? 1UL : 0, 1);
        bits.End();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a table.</exception>
    public static ShapeTable Read(ReadOnlySpan<byte> bytes, int fieldCount)
    {
        var input = new ByteReader(bytes);
        int shapeCount = input.Count(RowShapes.MostShapes);
        var bits = new BitReader(input.Bytes((int)BitReader.BytesOf((long)shapeCount * fieldCount, 1)));
        input.RequireEnd();
        var has = new bool[fieldCount][];
        for (int field = 0; field < fieldCount; field++)
        {
            has[field] = new bool[shapeCount];
            for (int shape = 0; shape < shapeCount; shape++) has[field][shape] = bits.Read(1) == 1;
        }
        return new ShapeTable(has, shapeCount);
    }
}
