using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Ids of 8 or 16 bytes each, big-endian.</summary>
internal static class FixedIds
{
    /// <exception cref="InvalidDataException">The bytes end early.</exception>
    public static void Read8(ref ByteReader input, Span<ulong> ids)
    {
        var bytes = input.Bytes(ids.Length * sizeof(ulong));
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), ids);
    }

    /// <exception cref="InvalidDataException">The bytes end early.</exception>
    public static UInt128[] Read8(ref ByteReader input, int count)
    {
        using var ids = new Pooled<ulong>(count);
        Read8(ref input, ids.Span);
        return Widen(ids.Span);
    }

    /// <exception cref="InvalidDataException">The bytes end early.</exception>
    public static UInt128[] Read16(ref ByteReader input, int count)
    {
        var bytes = input.Bytes(count * 16);
        var ids = new UInt128[count];
        for (int i = 0; i < count; i++) ids[i] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(i * 16)..]);
        return ids;
    }

    /// <summary>Ids of 8 bytes as columns hold them.</summary>
    public static UInt128[] Widen(ReadOnlySpan<ulong> ids)
    {
        var wide = new UInt128[ids.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = ids[i];
        return wide;
    }
}
