using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Ashiato.Model;

/// <summary>Hashes of short texts and keys, eight bytes at a time, for tables of this process: another one has others.</summary>
public static class Utf8Hash
{
    // A seed of this process, so that a sender cannot choose texts that all fall into one slot.
    private static readonly ulong s_seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    /// <summary>The hash of a text.</summary>
    public static uint Of(ReadOnlySpan<byte> utf8)
    {
        // Spread, or a length would look like a text of another one.
        ulong hash = s_seed + ((ulong)utf8.Length * 0xD6E8FEB86659FD93);
        for (var rest = utf8; rest.Length > 8; rest = rest[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
        hash = Mix(hash ^ Last(utf8));
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>The last eight bytes, or all when there are not as many.</summary>
    private static ulong Last(ReadOnlySpan<byte> utf8) => utf8.Length switch
    {
        >= 8 => BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..]),
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(utf8) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8[^4..]) << 32),
        > 0 => utf8[0] | ((ulong)utf8[utf8.Length / 2] << 8) | ((ulong)utf8[^1] << 16),
        _ => 0,
    };

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0x9E3779B97F4A7C15, out ulong low);
        return BitOperations.RotateLeft(high ^ low, 23);
    }
}
