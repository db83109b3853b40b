using System.Buffers;

namespace Ashiato.Model;

/// <summary>Byte arrays that are used again: small ones from the runtime's shared pool, large ones from a pool that keeps only a few.</summary>
/// <remarks>The shared pool keeps arrays of every size for every thread; with large ones that was a fifth of the memory under load.</remarks>
public static class BytePool
{
    private const int LargeBytes = 64 << 10;
    private const int LargestKeptBytes = 4 << 20;

    private static readonly ArrayPool<byte> s_large = ArrayPool<byte>.Create(LargestKeptBytes, maxArraysPerBucket: 3);

    /// <summary>An array of at least so many bytes, with anything in it.</summary>
    public static byte[] Rent(int bytes) => PoolOf(bytes).Rent(bytes);

    /// <summary>Gives an array back that <see cref="Rent"/> gave; nobody may use it afterwards.</summary>
    public static void Return(byte[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.Length > 0) PoolOf(array.Length).Return(array);
    }

    // Both pools give arrays of a power of two, so that what was rented small is small when it comes back.
    private static ArrayPool<byte> PoolOf(int bytes) => bytes <= LargeBytes ? ArrayPool<byte>.Shared : s_large;
}
