using System.Buffers;
using System.Buffers.Binary;

namespace Ashiato.Storage.Sketches;

/// <summary>Counts numbers in buckets of a logarithmic scale, from which percentiles follow within 1 % of the exact value.</summary>
/// <remarks>
/// <para>
/// A bucket's bounds are at most γ = (1 + α) / (1 − α) apart, so that a value between them is within α of all of its values.
/// A value is (1 + m)·2^e with m below 1; its bucket is the whole part of b·(e + P(m)), where the cubic P stands in for the logarithm and is had for
/// a few multiplications. P climbs least at m = 0, by 10/7 where the logarithm climbs by 1 (to base e): hence b = 0.7 / ln γ, which costs one bucket in a hundred.
/// Values below 10⁻⁹ count as 0. The least and the greatest value are kept as they are. Two sketches are merged
/// by adding up their buckets, and the result is the same in whatever order. After the idea of DDSketch (Masson, Rim, Lee, 2019).
/// </para>
/// <para>
/// Binary form, numbers little-endian: byte 2 (version); 8 bytes each: zero count, least, greatest; 4 bytes each: first bucket's number,
/// bucket count; then 8 bytes for each bucket's count.
/// </para>
/// </remarks>
internal sealed class QuantileSketch
{
    // Below the promised 1 %, so that rounding has room.
    private const double RelativeError = 0.0095;
    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private const double LeastTracked = 1e-9;
    private const byte Version = 2;
    private const int HeadBytes = 1 + (3 * 8) + (2 * 4);
    // P(m) = ((A·m + B)·m + C)·m is 0 at 0 and 1 at 1, and climbs at both ends as fast on the one side as on the other.
    private const double A = 6.0 / 35;
    private const double B = -3.0 / 5;
    private const double C = 10.0 / 7;
    private const long MantissaBits = (1L << 52) - 1;
    private const int ExponentBias = 1_023;
    private static readonly double s_bucketsPerOctave = 0.7 / Math.Log(Gamma);
    private static readonly int s_leastBucket = BucketOf(LeastTracked);
    private static readonly int s_greatestBucket = BucketOf(double.MaxValue);

    private long[] _counts = [];
    private int _firstBucket;
    private long _zeroCount;
    private double _least = double.PositiveInfinity;
    private double _greatest;

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public int SizeBytes => 80 + (_counts.Length * 8);

    /// <summary>Adds a value, or several that are equal. Values below 0 count as 0; what is no number is left out.</summary>
    public void Add(double value, long times = 1)
    {
        if (double.IsNaN(value) || times <= 0) return;
        value = Math.Clamp(value, 0, double.MaxValue);
        Count += times;
        if (value < _least) _least = value;
        if (value > _greatest) _greatest = value;
        if (value < LeastTracked)
        {
            _zeroCount += times;
            return;
        }
        int bucket = BucketOf(value);
        int at = bucket - _firstBucket;
        if ((uint)at >= (uint)_counts.Length)
        {
            Cover(bucket, bucket);
            at = bucket - _firstBucket;
        }
        _counts[at] += times;
    }

    /// <summary>Adds all values of another sketch.</summary>
    public void Merge(QuantileSketch other)
    {
        if (other.Count == 0) return;
        Count += other.Count;
        _zeroCount += other._zeroCount;
        _least = Math.Min(_least, other._least);
        _greatest = Math.Max(_greatest, other._greatest);
        if (!other.TryFindEnds(out int first, out int last)) return;
        Cover(other._firstBucket + first, other._firstBucket + last);
        for (int i = first; i <= last; i++) _counts[other._firstBucket + i - _firstBucket] += other._counts[i];
    }

    /// <summary>The value below or at which a share of all values lies (nearest rank).</summary>
    /// <param name="rank">From 0 to 100.</param>
    /// <returns><see langword="null"/> when nothing was added.</returns>
    public double? Percentile(double rank)
    {
        if (Count == 0) return null;
        long wanted = Math.Clamp((long)Math.Ceiling(rank / 100 * Count), 1, Count);
        if (wanted == 1) return _least;
        if (wanted == Count) return _greatest;
        long seen = _zeroCount;
        if (wanted <= seen) return _least;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (wanted <= seen) return Math.Clamp(ValueOf(_firstBucket + i), _least, _greatest);
        }
        return _greatest;
    }

    /// <summary>Writes the binary form.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        int first = 0, count = 0;
        if (TryFindEnds(out int from, out int to)) (first, count) = (from, to - from + 1);
        var span = output.GetSpan(HeadBytes + (count * 8));
        span[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], _zeroCount);
        BinaryPrimitives.WriteDoubleLittleEndian(span[9..], _least);
        BinaryPrimitives.WriteDoubleLittleEndian(span[17..], _greatest);
        BinaryPrimitives.WriteInt32LittleEndian(span[25..], _firstBucket + first);
        BinaryPrimitives.WriteInt32LittleEndian(span[29..], count);
        for (int i = 0; i < count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(span[(HeadBytes + (i * 8))..], _counts[first + i]);
        output.Advance(HeadBytes + (count * 8));
    }

    /// <summary>Reads a sketch that fills the input.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a sketch.</exception>
    public static QuantileSketch Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadBytes || input[0] != Version) throw new InvalidDataException($"The bytes are not a quantile sketch of version {Version}.");
        int count = BinaryPrimitives.ReadInt32LittleEndian(input[29..]);
        if (count != (input.Length - HeadBytes) / 8 || input.Length != HeadBytes + (count * 8L))
            throw new InvalidDataException($"A quantile sketch claims {count} buckets but has {input.Length - HeadBytes} bytes for them.");
        var sketch = new QuantileSketch
        {
            _zeroCount = BinaryPrimitives.ReadInt64LittleEndian(input[1..]),
            _least = BinaryPrimitives.ReadDoubleLittleEndian(input[9..]),
            _greatest = BinaryPrimitives.ReadDoubleLittleEndian(input[17..]),
            _firstBucket = BinaryPrimitives.ReadInt32LittleEndian(input[25..]),
            _counts = new long[count],
        };
        if (count > 0 && (sketch._firstBucket < s_leastBucket || (long)sketch._firstBucket + count - 1 > s_greatestBucket))
            throw new InvalidDataException($"A quantile sketch holds a bucket that no number falls into ({sketch._firstBucket}, {count} in all).");
        long total = sketch._zeroCount;
        for (int i = 0; i < count; i++)
        {
            long bucket = BinaryPrimitives.ReadInt64LittleEndian(input[(HeadBytes + (i * 8))..]);
            if (bucket < 0 || total < 0) throw new InvalidDataException("A quantile sketch holds a negative count.");
            sketch._counts[i] = bucket;
            total += bucket;
        }
        if (total < 0 || (total > 0 && !(sketch._least >= 0 && sketch._greatest >= sketch._least)))
            throw new InvalidDataException("A quantile sketch contradicts itself.");
        sketch.Count = total;
        return sketch;
    }

    private static int BucketOf(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        double exponent = (bits >> 52) - ExponentBias;
        double m = BitConverter.Int64BitsToDouble((bits & MantissaBits) | ((long)ExponentBias << 52)) - 1;
        return (int)Math.Floor((exponent + (((((A * m) + B) * m) + C) * m)) * s_bucketsPerOctave);
    }

    private static double ValueOf(int bucket)
    {
        // As far from the lower bound of the bucket as from the upper, relatively. Written so that the last bucket does not overflow.
        double from = LowerBoundOf(bucket);
        return from * (2 / (1 + (from / LowerBoundOf(bucket + 1))));
    }

    private static double LowerBoundOf(int bucket)
    {
        double octaves = bucket / s_bucketsPerOctave;
        double exponent = Math.Floor(octaves);
        double wanted = octaves - exponent;
        // Newton's steps double the digits that are right; P is close to a line, so few are needed.
        double m = wanted;
        for (int step = 0; step < 6; step++)
            m -= ((((((A * m) + B) * m) + C) * m) - wanted) / ((((3 * A * m) + (2 * B)) * m) + C);
        return Math.ScaleB(1 + m, (int)exponent);
    }

    private bool TryFindEnds(out int first, out int last)
    {
        first = _counts.AsSpan().IndexOfAnyExcept(0L);
        last = _counts.AsSpan().LastIndexOfAnyExcept(0L);
        return first >= 0;
    }

    /// <summary>Makes room for buckets, with some to spare on the side that grows.</summary>
    private void Cover(int first, int last)
    {
        if (_counts.Length > 0 && first >= _firstBucket && last < _firstBucket + _counts.Length) return;
        int spare = 16 + (_counts.Length / 4);
        int oldFirst = _counts.Length == 0 ? first : _firstBucket;
        int oldLast = _counts.Length == 0 ? last : _firstBucket + _counts.Length - 1;
        int newFirst = first < oldFirst ? first - spare : oldFirst;
        int newLast = last > oldLast || _counts.Length == 0 ? Math.Max(last, oldLast) + spare : oldLast;
        var counts = new long[newLast - newFirst + 1];
        _counts.CopyTo(counts, oldFirst - newFirst);
        _counts = counts;
        _firstBucket = newFirst;
    }
}
