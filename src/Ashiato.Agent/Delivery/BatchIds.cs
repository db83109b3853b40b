#if !NET9_0_OR_GREATER
using System.Buffers.Binary;
using System.Security.Cryptography;
#endif

namespace Ashiato.Agent.Delivery;

/// <summary>Names for batches that nobody else gives.</summary>
internal static class BatchIds
{
    /// <summary>A UUID of version 7, which sorts by time.</summary>
    /// <remarks>Source: RFC 9562, 5.7.</remarks>
    public static Guid New()
    {
#if NET9_0_OR_GREATER
        return Guid.CreateVersion7();
#else
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
#endif
    }
}
