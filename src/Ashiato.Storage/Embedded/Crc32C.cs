using System.Buffers.Binary;
using System.Numerics;

namespace Ashiato.Storage.Embedded;

/// <summary>The checksum of everything on disk: CRC-32C (Castagnoli), which processors compute by themselves.</summary>
/// <remarks>Source: RFC 3720, appendix B.4. "123456789" gives E3069283.</remarks>
internal static class Crc32C
{
    /// <param name="bytes">What to sum up.</param>
    /// <param name="before">The checksum of what came before, to go on from there.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
