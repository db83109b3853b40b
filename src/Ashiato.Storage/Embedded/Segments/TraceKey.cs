using System.Buffers.Binary;
using System.Security.Cryptography;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>A trace id in a fixed length: what segments sort and find rows by.</summary>
/// <param name="Shape">The form of the id. <see cref="EventId.Form.None"/> sorts first.</param>
/// <param name="Value">The id's number; of a text the first 16 bytes of its SHA-256.</param>
internal readonly record struct TraceKey(EventId.Form Shape, UInt128 Value) : IComparable<TraceKey>
{
    public static TraceKey Of(EventId id) =>
        id.Shape == EventId.Form.Text ? OfText(System.Text.Encoding.UTF8.GetBytes(id.ToString())) : new TraceKey(id.Shape, id.Value);

    /// <summary>The keys of a column's rows.</summary>
    /// <param name="column">The trace ids, or <see langword="null"/> when no row has one.</param>
    /// <param name="keys">One a row; rows without an id keep what they have.</param>
    public static void Read(IdColumn? column, Span<TraceKey> keys)
    {
        if (column is null) return;
        for (int entry = 0; entry < column.EntryCount; entry++) keys[column.RowOf(entry)] = Of(column, entry);
    }

    /// <summary>The key of an entry.</summary>
    public static TraceKey Of(IdColumn column, int entry)
    {
        var shape = column.Shapes[entry];
        var value = column.Values[entry];
        return shape == EventId.Form.Text ? OfText(column.Texts[(int)value]) : new TraceKey(shape, value);
    }

    public int CompareTo(TraceKey other)
    {
        int byShape = ((byte)Shape).CompareTo((byte)other.Shape);
        return byShape != 0 ? byShape : Value.CompareTo(other.Value);
    }

    private static TraceKey OfText(ReadOnlySpan<byte> utf8)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, hash);
        return new TraceKey(EventId.Form.Text, BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
