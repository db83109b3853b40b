using System.Numerics;
using System.Text;

namespace Ashiato.Intake.Aggregation;

/// <summary>Durations in microseconds, up to an hour, to two significant digits. Not thread-safe.</summary>
/// <remarks>
/// The buckets of an HDR histogram: below 256 each number has its own, above that each power of two is parted into 128. Only buckets that
/// hold something are kept, ordered, since most groups of a minute have few. Counts are in thousandths, to carry weights with fractions.
/// Source: "HdrHistogram: A High Dynamic Range Histogram", with 2 significant digits.
/// </remarks>
internal sealed class DurationHistogram
{
    /// <summary>The longest duration that is counted: an hour.</summary>
    public const long MaxMicros = 3_600_000_000;

    private const double CountScale = 1_000;
    private const int SubBuckets = 256;
    private const int HalfSubBuckets = SubBuckets / 2;

    private ushort[] _buckets = [];
    private long[] _counts = [];
    private int _length;

    /// <summary>How many durations there are, rounded bucket by bucket.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _length; i++) total += Rounded(_counts[i]);
            return total;
        }
    }

    /// <summary>Counts a duration. One that is negative or longer than <see cref="MaxMicros"/> is left out.</summary>
    public void Add(long micros, double weight)
    {
        if (micros is < 0 or > MaxMicros) return;
        Add(BucketOf(micros), (long)Math.Round(weight * CountScale));
    }

    /// <summary>The histogram as <c>{"values":[…],"counts":[…]}</c>, and as <c>{"value_count":…,"sum":…}</c>.</summary>
    public (string Histogram, string Summary) ToJson()
    {
        var values = new StringBuilder("{\"values\":[");
        var counts = new StringBuilder("],\"counts\":[");
        double sum = 0;
        long total = 0;
        bool isFirst = true;
        for (int i = 0; i < _length; i++)
        {
            long count = Rounded(_counts[i]);
            if (count == 0) continue;
            long value = HighestOf(_buckets[i]);
            if (!isFirst)
            {
                values.Append(',');
                counts.Append(',');
            }
            isFirst = false;
            values.Append(value);
            counts.Append(count);
            sum += (double)value * count;
            total += count;
        }
        string summary = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"value_count\":{total},\"sum\":{sum:F0}}}");
        return (values.Append(counts).Append("]}").ToString(), summary);
    }

    private void Add(ushort bucket, long count)
    {
        int at = Array.BinarySearch(_buckets, 0, _length, bucket);
        if (at >= 0)
        {
            // Weights have no limit, counts have.
            _counts[at] = count > long.MaxValue - _counts[at] ? long.MaxValue : _counts[at] + count;
            return;
        }
        at = ~at;
        if (_length == _buckets.Length)
        {
            Array.Resize(ref _buckets, Math.Max(4, _length * 2));
            Array.Resize(ref _counts, _buckets.Length);
        }
        Array.Copy(_buckets, at, _buckets, at + 1, _length - at);
        Array.Copy(_counts, at, _counts, at + 1, _length - at);
        _buckets[at] = bucket;
        _counts[at] = count;
        _length++;
    }

    private static ushort BucketOf(long micros)
    {
        int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)micros) - 8);
        long sub = micros >> shift;
        return (ushort)(shift == 0 ? sub : SubBuckets + ((shift - 1) * HalfSubBuckets) + (sub - HalfSubBuckets));
    }

    /// <summary>The highest duration of a bucket.</summary>
    private static long HighestOf(int bucket)
    {
        if (bucket < SubBuckets) return bucket;
        int shift = ((bucket - SubBuckets) / HalfSubBuckets) + 1;
        long sub = HalfSubBuckets + ((bucket - SubBuckets) % HalfSubBuckets);
        return ((sub + 1) << shift) - 1;
    }

    private static long Rounded(long scaled) => (long)Math.Round(scaled / CountScale, MidpointRounding.AwayFromZero);
}
