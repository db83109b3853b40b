namespace Ashiato.Storage.Sketches;

/// <summary>The buckets of <see cref="QuantileSketch"/>: those of <see cref="LogScale"/>, 120 a decade, mostly without a logarithm.</summary>
/// <remarks>
/// From 1 on, an octave is cut into 64 slices by the first bits of the mantissa. A slice is narrower than a bucket, so it has one bound inside at most:
/// a value is in the bucket of its slice's start or in the next one, which one comparison tells.
/// </remarks>
internal static class QuantileBuckets
{
    /// <summary>How many buckets there are from a number to ten times it. Many scales follow from it exactly: 1, 5, 10, 20, 40 and more.</summary>
    public const int PerDecade = 120;

    private const int SliceBits = 6;
    private const int Octaves = 63;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1_023;
    private static readonly double s_end = Math.ScaleB(1, Octaves);
    private static readonly short[] s_ofSlice = BucketsOfSlices();
    private static readonly double[] s_starts = [.. Enumerable.Range(0, s_ofSlice[^1] + 2).Select(static bucket => LogScale.StartOf(bucket, PerDecade))];
    private static readonly double s_middle = Middle();

    /// <summary>The bucket of a number above 0.</summary>
    public static int BucketOf(double value)
    {
        if (!(value >= 1 && value < s_end)) return LogScale.BucketOf(value, PerDecade);
        int slice = (int)(BitConverter.DoubleToInt64Bits(value) >> (MantissaBits - SliceBits)) - (ExponentBias << SliceBits);
        int bucket = s_ofSlice[slice];
        return value < s_starts[bucket + 1] ? bucket : bucket + 1;
    }

    /// <summary>A number as far from the lower bound of a bucket as from the upper, relatively.</summary>
    public static double ValueOf(int bucket) => LogScale.StartOf(bucket, PerDecade) * s_middle;

    private static short[] BucketsOfSlices()
    {
        var buckets = new short[Octaves << SliceBits];
        for (int slice = 0; slice < buckets.Length; slice++)
        {
            long bits = (long)(slice + (ExponentBias << SliceBits)) << (MantissaBits - SliceBits);
            buckets[slice] = (short)LogScale.BucketOf(BitConverter.Int64BitsToDouble(bits), PerDecade);
        }
        return buckets;
    }

    // 2γ / (γ + 1) times the lower bound, γ being how far the bounds are apart.
    private static double Middle()
    {
        double gamma = LogScale.StartOf(1, PerDecade);
        return 2 * gamma / (gamma + 1);
    }
}
