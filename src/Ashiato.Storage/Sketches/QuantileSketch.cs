using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Ashiato.Storage.Sketches;

/// <summary>Counts numbers in buckets of a logarithmic scale, from which percentiles follow within 1 % of the exact value.</summary>
/// <remarks>
/// <para>
/// Bucket <i>i</i> holds the values from γ^i up to, but not including, γ^(i+1) with γ = 10^(1/120) (<see cref="QuantileBuckets"/>), and answers with a value that is within
/// α = (γ − 1) / (γ + 1) = 0.96 % of each of them.
/// Values below 10⁻⁹ count as 0. The least and the greatest value are kept as they are. Two sketches are merged
/// by adding up their buckets, and the result is the same in whatever order. After the idea of DDSketch (Masson, Rim, Lee, 2019).
/// </para>
/// <para>
/// Binary form, numbers little-endian: byte 3 (version); 8 bytes each: zero count, least, greatest; 4 bytes each: first bucket's number,
/// bucket count; then 8 bytes for each bucket's count.
/// </para>
/// </remarks>
internal sealed class QuantileSketch
{
    /// <summary>The place of numbers that count as 0, below the buckets of all whole numbers.</summary>
    public const short ZeroPlace = -1;

    private const double LeastTracked = 1e-9;
    private const byte Version = 3;
    private const int HeadBytes = 1 + (3 * 8) + (2 * 4);
    private static readonly int s_leastBucket = QuantileBuckets.BucketOf(LeastTracked);
    private static readonly int s_greatestBucket = QuantileBuckets.BucketOf(double.MaxValue);

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
        int bucket = QuantileBuckets.BucketOf(value);
        int at = bucket - _firstBucket;
        if ((uint)at >= (uint)_counts.Length)
        {
            Cover(bucket, bucket);
            at = bucket - _firstBucket;
        }
        _counts[at] += times;
    }

    /// <summary>Adds values of which only their buckets, the least and the greatest are known.</summary>
    /// <param name="buckets">As <see cref="PlaceOf"/> gives them.</param>
    /// <param name="counts">How many values each has, 1 or more.</param>
    /// <param name="least">The least of the values.</param>
    /// <param name="greatest">The greatest of the values.</param>
    public void Add(ReadOnlySpan<short> buckets, ReadOnlySpan<int> counts, double least, double greatest)
    {
        if (buckets.IsEmpty) return;
        _least = Math.Min(_least, Math.Max(least, 0));
        _greatest = Math.Max(_greatest, Math.Max(greatest, 0));
        int first = 0;
        if (buckets[0] == ZeroPlace)
        {
            _zeroCount += counts[0];
            Count += counts[0];
            first = 1;
        }
        if (first == buckets.Length) return;
        Cover(buckets[first], buckets[^1]);
        // A question adds up millions of buckets.
        var covered = _counts.AsSpan();
        int firstBucket = _firstBucket;
        long added = 0;
        for (int i = first; i < buckets.Length && i < counts.Length; i++)
        {
            covered[buckets[i] - firstBucket] += counts[i];
            added += counts[i];
        }
        Count += added;
    }

    /// <summary>Forgets all values, and keeps its memory.</summary>
    public void Clear()
    {
        _counts.AsSpan().Clear();
        (Count, _zeroCount, _least, _greatest) = (0, 0, double.PositiveInfinity, 0);
    }

    /// <summary>Where a whole number is counted: its bucket, or <see cref="ZeroPlace"/> for those that count as 0.</summary>
    public static short PlaceOf(long value) => value <= 0 ? ZeroPlace : (short)QuantileBuckets.BucketOf(value);

    /// <summary>A number that is counted at a place.</summary>
    public static double ValueIn(short place) => place == ZeroPlace ? 0 : QuantileBuckets.ValueOf(place);

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
        for (int i = Skip(wanted, ref seen); i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (wanted <= seen) return Math.Clamp(QuantileBuckets.ValueOf(_firstBucket + i), _least, _greatest);
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

    /// <summary>Adds up buckets, many at a time, as long as the wanted value lies behind them.</summary>
    /// <returns>The first bucket that was not added.</returns>
    private int Skip(long wanted, ref long seen)
    {
        const int Stride = 32;
        int at = 0;
        for (; at + Stride <= _counts.Length; at += Stride)
        {
            var sums = Vector<long>.Zero;
            for (int i = 0; i < Stride; i += Vector<long>.Count) sums += new Vector<long>(_counts, at + i);
            long sum = Vector.Sum(sums);
            if (seen + sum >= wanted) break;
            seen += sum;
        }
        return at;
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
