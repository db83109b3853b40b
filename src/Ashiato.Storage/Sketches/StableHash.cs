using System.Buffers.Binary;
using System.Numerics;

namespace Ashiato.Storage.Sketches;

/// <summary>64-bit hashes that are the same in every process and version, so that they can be merged and sent.</summary>
internal static class StableHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Of((ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        ulong tail = 0;
        foreach (byte b in bytes) tail = (tail << 8) | b;
        return Of(hash ^ tail);
    }

    public static ulong Of(UInt128 value) => Of((ulong)value ^ BitOperations.RotateLeft(Of((ulong)(value >> 64)), 1));

    /// <summary>Spreads a number over all 64 bits, each of which depends on each of its own.</summary>
    public static ulong Of(ulong value)
    {
        // The finisher of MurmurHash3 (public domain): two rounds of multiply and shift.
        value ^= value >> 33;
        value *= 0xFF51AFD7ED558CCD;
        value ^= value >> 33;
        value *= 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33) ^ Multiplier;
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value ^ 0xA0761D6478BD642F, Multiplier, out ulong low);
        return high ^ low;
    }
}
