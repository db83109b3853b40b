namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Kinds of metrics.</summary>
internal enum MetricKind : byte
{
    /// <summary>Without any data.</summary>
    None,

    /// <summary>Numbers: gauges and sums.</summary>
    Number,

    /// <summary>Counts between bounds that are given.</summary>
    Histogram,

    /// <summary>Counts between the powers of a base.</summary>
    ExponentialHistogram,

    /// <summary>A count and a sum.</summary>
    Summary,
}

/// <summary>What the data points of a metric have in common.</summary>
/// <param name="Kind">What the points are.</param>
/// <param name="NameStart">Where its name is in the request.</param>
/// <param name="NameLength">How long the name is, in bytes.</param>
internal readonly record struct MetricHead(MetricKind Kind, int NameStart, int NameLength)
{
    /// <summary>The tag of the attributes of its data points.</summary>
    public uint AttributesTag => Kind switch
    {
        MetricKind.Histogram => Tags.Point.HistogramAttributes,
        MetricKind.ExponentialHistogram => Tags.Point.ExponentialAttributes,
        MetricKind.Summary => Tags.Point.SummaryAttributes,
        _ => Tags.Point.NumberAttributes,
    };

    /// <summary>The tag of the flags of its data points.</summary>
    public uint FlagsTag => Kind is MetricKind.Histogram or MetricKind.ExponentialHistogram ? Tags.Point.HistogramFlags : Tags.Point.Flags;

    /// <summary>Reads a metric up to its data.</summary>
    /// <param name="metric">The message.</param>
    /// <param name="start">Where it is in the request.</param>
    /// <param name="data">What holds the data points. Of several kinds of data, the last counts.</param>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    public static MetricHead Read(ReadOnlySpan<byte> metric, int start, out MessageCursor data)
    {
        data = default;
        var head = default(MetricHead);
        var reader = new ProtoReader(metric);
        while (reader.TryReadTag(out uint tag))
        {
            var kind = tag switch
            {
                Tags.Metric.Gauge or Tags.Metric.Sum => MetricKind.Number,
                Tags.Metric.Histogram => MetricKind.Histogram,
                Tags.Metric.ExponentialHistogram => MetricKind.ExponentialHistogram,
                Tags.Metric.Summary => MetricKind.Summary,
                _ => MetricKind.None,
            };
            if (kind == MetricKind.None && tag != Tags.Metric.Name)
            {
                reader.Skip(tag);
                continue;
            }
            int length = reader.ReadBytes().Length;
            int end = start + reader.Position;
            if (kind == MetricKind.None)
            {
                head = head with { NameStart = end - length, NameLength = length };
            }
            else
            {
                head = head with { Kind = kind };
                data = new MessageCursor(end - length, end);
            }
        }
        return head;
    }
}
