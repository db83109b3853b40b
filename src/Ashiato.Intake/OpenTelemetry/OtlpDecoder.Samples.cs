using System.Buffers.Binary;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>The values of data points.</content>
internal sealed partial class OtlpDecoder
{
    private const string UnsupportedPoints = "unsupported data points";
    private const string NamesInUse = "data points of a name that has a value of another kind at the same time, with the same attributes";

    /// <summary>Buckets of one side of an exponential histogram. SDKs keep 160.</summary>
    private const int MaxExponentialBuckets = 16_384;

    private readonly FieldCache _samples = new(EventDecoder.SampleField);
    private readonly FieldCache _histograms = new(EventDecoder.HistogramField);
    private readonly FieldCache _summaries = new(static name => Fields.TryGet(name, out _) ? null : Fields.ObjectSample(name));
    private readonly ByteBuffer _values = new();
    private readonly ByteBuffer _counts = new();
    private readonly List<ulong> _exponential = [];

    /// <summary>The kinds of samples in the row, a bit for each.</summary>
    private int _kinds;

    /// <summary>Sets the sample of a data point. One that cannot be kept is counted.</summary>
    /// <returns><see langword="false"/> when the row has no more than before.</returns>
    private bool TrySetSample(ReadOnlySpan<byte> name, MetricKind kind, ReadOnlySpan<byte> point)
    {
        if (IsNameInUse(name, kind))
        {
            Rejected.Add(NamesInUse);
            return false;
        }
        // Nothing finds what has no name.
        bool isSet = !name.IsEmpty && kind switch
        {
            MetricKind.Number => TrySetNumber(name, point),
            MetricKind.Histogram => TrySetHistogram(name, point),
            MetricKind.ExponentialHistogram => TrySetExponentialHistogram(name, point),
            _ => TrySetSummary(name, point),
        };
        if (isSet) _kinds |= 1 << (int)kind;
        else Rejected.Add(UnsupportedPoints);
        return isSet;
    }

    /// <summary>True when the row has a sample of the name that is kept in another way, beside which this one would not be found.</summary>
    private bool IsNameInUse(ReadOnlySpan<byte> name, MetricKind kind)
    {
        if ((_kinds & ~(1 << (int)kind)) == 0) return false;
        bool isHistogram = kind is MetricKind.Histogram or MetricKind.ExponentialHistogram;
        return (kind != MetricKind.Number && IsSet(_samples, name)) || (!isHistogram && IsSet(_histograms, name)) || (kind != MetricKind.Summary && IsSet(_summaries, name));

        bool IsSet(FieldCache fields, ReadOnlySpan<byte> name) => fields.Get(name) is { } field && _builder.Has(field);
    }

    private bool TrySetNumber(ReadOnlySpan<byte> name, ReadOnlySpan<byte> point)
    {
        double value = double.NaN;
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Point.AsDouble) value = reader.ReadDouble();
            else if (tag == Tags.Point.AsInt) value = (long)reader.ReadFixed64();
            else reader.Skip(tag);
        }
        if (!double.IsFinite(value) || _samples.Get(name) is not { } field) return false;
        _builder.Set(field, value);
        return true;
    }

    private bool TrySetSummary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> point)
    {
        ulong count = 0;
        double sum = 0;
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Point.Count) count = reader.ReadFixed64();
            else if (tag == Tags.Point.Sum) sum = reader.ReadDouble();
            else reader.Skip(tag);
        }
        if (!double.IsFinite(sum) || count > long.MaxValue || _summaries.Get(name) is not { } field) return false;
        _json.Clear();
        _json.Add("{\"value_count\":"u8);
        _json.Add((long)count);
        _json.Add(",\"sum\":"u8);
        AddNumber(sum, _json);
        _json.Add((byte)'}');
        _builder.Set(field, _json.Written);
        return true;
    }

    private bool TrySetHistogram(ReadOnlySpan<byte> name, ReadOnlySpan<byte> point)
    {
        ulong count = 0;
        double sum = 0;
        _counts.Clear();
        _values.Clear();
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Point.Count:
                    count = reader.ReadFixed64();
                    break;
                case Tags.Point.Sum:
                    sum = reader.ReadDouble();
                    break;
                // Packed, as everybody sends them, or one by one, as everybody must understand too.
                case Tags.Point.BucketCounts:
                    _counts.Add(reader.ReadBytes());
                    break;
                case Tags.Point.BucketCount:
                    Add(_counts, reader.ReadFixed64());
                    break;
                case Tags.Point.ExplicitBounds:
                    _values.Add(reader.ReadBytes());
                    break;
                case Tags.Point.ExplicitBound:
                    Add(_values, reader.ReadFixed64());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return _histograms.Get(name) is { } field && TrySetBuckets(field, _counts.Written, _values.Written, count, sum);

        static void Add(ByteBuffer list, ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(list.Reserve(8), value);
            list.Advance(8);
        }
    }

    /// <summary>Keeps a histogram with one value a bucket: the middle, or the bound of a bucket that has only one.</summary>
    private bool TrySetBuckets(Field field, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> bounds, ulong total, double sum)
    {
        int bucketCount = counts.Length / 8, boundCount = bounds.Length / 8;
        BeginHistogram();
        if (boundCount == 0 && bucketCount <= 1)
        {
            if (!double.IsFinite(sum)) return false;
            if (total > 0 && !TryAddBucket(sum / total, total)) return false;
            EndHistogram(field);
            return true;
        }
        if (bucketCount != boundCount + 1 || counts.Length % 8 != 0 || bounds.Length % 8 != 0) return false;
        for (int i = 0; i < bucketCount; i++)
        {
            ulong count = BinaryPrimitives.ReadUInt64LittleEndian(counts[(i * 8)..]);
            if (count != 0 && !TryAddBucket(ValueOf(i, bounds), count)) return false;
        }
        EndHistogram(field);
        return true;

        static double ValueOf(int bucket, ReadOnlySpan<byte> bounds)
        {
            int boundCount = bounds.Length / 8;
            double lower = bucket == 0 ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(bounds[((bucket - 1) * 8)..]);
            if (bucket == boundCount) return lower;
            double upper = BinaryPrimitives.ReadDoubleLittleEndian(bounds[(bucket * 8)..]);
            if (bucket == 0) return upper > 0 ? upper / 2 : upper;
            return lower + ((upper - lower) / 2);
        }
    }

    private bool TrySetExponentialHistogram(ReadOnlySpan<byte> name, ReadOnlySpan<byte> point)
    {
        long scale = 0;
        ulong zeroCount = 0;
        ReadOnlySpan<byte> positive = default, negative = default;
        var reader = new ProtoReader(point);
        while (reader.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case Tags.Point.Scale:
                    scale = reader.ReadZigzag();
                    break;
                case Tags.Point.ZeroCount:
                    zeroCount = reader.ReadFixed64();
                    break;
                case Tags.Point.Positive:
                    positive = reader.ReadBytes();
                    break;
                case Tags.Point.Negative:
                    negative = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        if (scale is < -10 or > 20 || _histograms.Get(name) is not { } field) return false;
        BeginHistogram();
        // Values ascend: the negative ones from the largest amount down to zero first.
        bool isWhole = TryAddExponential(negative, scale, isNegative: true) && (zeroCount == 0 || TryAddBucket(0, zeroCount))
            && TryAddExponential(positive, scale, isNegative: false);
        if (isWhole) EndHistogram(field);
        return isWhole;
    }

    /// <summary>Adds the buckets of one side: bucket i holds what lies between base^i and base^(i+1), base being 2^(2^-scale).</summary>
    private bool TryAddExponential(ReadOnlySpan<byte> buckets, long scale, bool isNegative)
    {
        long offset = 0;
        _exponential.Clear();
        var reader = new ProtoReader(buckets);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag == Tags.Buckets.Offset)
            {
                offset = reader.ReadZigzag();
            }
            else if (tag == Tags.Buckets.Count)
            {
                _exponential.Add(reader.ReadVarint());
            }
            else if (tag == Tags.Buckets.Counts)
            {
                var packed = reader.ReadBytes();
                if (packed.Length > MaxExponentialBuckets * 10) return false;
                for (var counts = new ProtoReader(packed); counts.Position < packed.Length;) _exponential.Add(counts.ReadVarint());
            }
            else
            {
                reader.Skip(tag);
            }
            if (_exponential.Count > MaxExponentialBuckets) return false;
        }
        if (offset is < int.MinValue or > int.MaxValue) return false;
        for (int i = 0; i < _exponential.Count; i++)
        {
            int bucket = isNegative ? _exponential.Count - 1 - i : i;
            if (_exponential[bucket] == 0) continue;
            double lower = Math.Pow(2, Math.ScaleB(offset + bucket, -(int)scale));
            double upper = Math.Pow(2, Math.ScaleB(offset + bucket + 1, -(int)scale));
            double middle = lower + ((upper - lower) / 2);
            if (!TryAddBucket(isNegative ? -middle : middle, _exponential[bucket])) return false;
        }
        return true;
    }

    private void BeginHistogram()
    {
        _json.Clear();
        _json.Add("{\"values\":["u8);
        _body.Clear();
    }

    private bool TryAddBucket(double value, ulong count)
    {
        if (!double.IsFinite(value) || count > long.MaxValue) return false;
        if (_body.Length > 0)
        {
            _json.Add((byte)',');
            _body.Add((byte)',');
        }
        AddNumber(value, _json);
        _body.Add((long)count);
        return true;
    }

    private void EndHistogram(Field field)
    {
        _json.Add("],\"counts\":["u8);
        _json.Add(_body.Written);
        _json.Add("]}"u8);
        _builder.Set(field, _json.Written);
    }
}
