using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ashiato.Storage.Execution;

/// <summary>Marks the values that lie between two others, as many at a time as the processor can compare.</summary>
internal static class Scan
{
    private const int WordBits = 64;

    /// <summary>How many bits of values are compared at once here; 0 when one value at a time.</summary>
    public static int WidestVector { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Marks the values from <paramref name="min"/> to <paramref name="max"/>, both included. What is no number is never marked.</summary>
    /// <param name="values">The values.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The greatest.</param>
    /// <param name="words">One bit a value, the first lowest; long enough for all. Bits behind the last value become 0.</param>
    /// <param name="vectorBits">How many bits to compare at once: 512, 256, 128, or 0 for one value at a time. All give the same.</param>
    public static void Between<T>(ReadOnlySpan<T> values, T min, T max, Span<ulong> words, int vectorBits) where T : unmanaged, INumber<T>
    {
        int whole = values.Length / WordBits;
        if (vectorBits == 512) Between512(values, min, max, words[..whole]);
        else if (vectorBits == 256) Between256(values, min, max, words[..whole]);
        else if (vectorBits == 128) Between128(values, min, max, words[..whole]);
        else whole = 0;

        for (int at = whole; at < words.Length; at++)
        {
            ulong word = 0;
            int end = Math.Min(values.Length, (at + 1) * WordBits);
            for (int i = at * WordBits; i < end; i++)
                if (values[i] >= min && values[i] <= max) word |= 1UL << i;
            words[at] = word;
        }
    }

    /// <inheritdoc cref="Between{T}(ReadOnlySpan{T}, T, T, Span{ulong}, int)"/>
    public static void Between<T>(ReadOnlySpan<T> values, T min, T max, Span<ulong> words) where T : unmanaged, INumber<T> =>
        Between(values, min, max, words, WidestVector);

    private static void Between512<T>(ReadOnlySpan<T> values, T min, T max, Span<ulong> words) where T : unmanaged
    {
        var vectors = MemoryMarshal.Cast<T, Vector512<T>>(values);
        var (least, most) = (Vector512.Create(min), Vector512.Create(max));
        int count = Vector512<T>.Count;
        int at = 0;
        foreach (ref ulong word in words)
        {
            ulong bits = 0;
            for (int shift = 0; shift < WordBits; shift += count)
            {
                var vector = vectors[at++];
                bits |= (Vector512.GreaterThanOrEqual(vector, least) & Vector512.LessThanOrEqual(vector, most)).ExtractMostSignificantBits() << shift;
            }
            word = bits;
        }
    }

    private static void Between256<T>(ReadOnlySpan<T> values, T min, T max, Span<ulong> words) where T : unmanaged
    {
        var vectors = MemoryMarshal.Cast<T, Vector256<T>>(values);
        var (least, most) = (Vector256.Create(min), Vector256.Create(max));
        int count = Vector256<T>.Count;
        int at = 0;
        foreach (ref ulong word in words)
        {
            ulong bits = 0;
            for (int shift = 0; shift < WordBits; shift += count)
            {
                var vector = vectors[at++];
                bits |= (ulong)(Vector256.GreaterThanOrEqual(vector, least) & Vector256.LessThanOrEqual(vector, most)).ExtractMostSignificantBits() << shift;
            }
            word = bits;
        }
    }

    private static void Between128<T>(ReadOnlySpan<T> values, T min, T max, Span<ulong> words) where T : unmanaged
    {
        var vectors = MemoryMarshal.Cast<T, Vector128<T>>(values);
        var (least, most) = (Vector128.Create(min), Vector128.Create(max));
        int count = Vector128<T>.Count;
        int at = 0;
        foreach (ref ulong word in words)
        {
            ulong bits = 0;
            for (int shift = 0; shift < WordBits; shift += count)
            {
                var vector = vectors[at++];
                bits |= (ulong)(Vector128.GreaterThanOrEqual(vector, least) & Vector128.LessThanOrEqual(vector, most)).ExtractMostSignificantBits() << shift;
            }
            word = bits;
        }
    }
}
