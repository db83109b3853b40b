namespace Ashiato.Intake.OpenTelemetry;

/// <summary>The tags of the OTLP messages: a field's number, shifted by three, and its wire type.</summary>
/// <remarks>Source: opentelemetry-proto 1.9, common, resource, trace, metrics and logs v1. JSON names stand in <see cref="JsonShapes"/>.</remarks>
internal static class Tags
{
    /// <summary>A number of one to ten bytes.</summary>
    public const uint Varint = 0;

    /// <summary>Eight bytes.</summary>
    public const uint Fixed64 = 1;

    /// <summary>A length and so many bytes: a text, bytes, a message, or packed numbers.</summary>
    public const uint Bytes = 2;

    /// <summary>Four bytes.</summary>
    public const uint Fixed32 = 5;

    /// <summary>The resources of a request. The same in traces, metrics and logs.</summary>
    public const uint RequestResources = (1 << 3) | Bytes;

    /// <summary>ResourceSpans, ResourceMetrics, ResourceLogs.</summary>
    public static class Resources
    {
        public const uint Resource = (1 << 3) | Bytes;
        public const uint Scopes = (2 << 3) | Bytes;
    }

    /// <summary>Resource.</summary>
    public static class Resource
    {
        public const uint Attributes = (1 << 3) | Bytes;
    }

    /// <summary>ScopeSpans, ScopeMetrics, ScopeLogs.</summary>
    public static class Scopes
    {
        public const uint Scope = (1 << 3) | Bytes;
        public const uint Records = (2 << 3) | Bytes;
    }

    /// <summary>InstrumentationScope.</summary>
    public static class Scope
    {
        public const uint Name = (1 << 3) | Bytes;
        public const uint Version = (2 << 3) | Bytes;
        public const uint Attributes = (3 << 3) | Bytes;
    }

    /// <summary>KeyValue.</summary>
    public static class KeyValue
    {
        public const uint Key = (1 << 3) | Bytes;
        public const uint Value = (2 << 3) | Bytes;
    }

    /// <summary>AnyValue.</summary>
    public static class AnyValue
    {
        public const uint Text = (1 << 3) | Bytes;
        public const uint Bool = (2 << 3) | Varint;
        public const uint Int = (3 << 3) | Varint;
        public const uint Double = (4 << 3) | Fixed64;
        public const uint Array = (5 << 3) | Bytes;
        public const uint Map = (6 << 3) | Bytes;
        public const uint Binary = (7 << 3) | Bytes;
    }

    /// <summary>ArrayValue and KeyValueList.</summary>
    public static class Values
    {
        public const uint Item = (1 << 3) | Bytes;
    }

    /// <summary>Span.</summary>
    public static class Span
    {
        public const uint TraceId = (1 << 3) | Bytes;
        public const uint SpanId = (2 << 3) | Bytes;
        public const uint TraceState = (3 << 3) | Bytes;
        public const uint ParentSpanId = (4 << 3) | Bytes;
        public const uint Name = (5 << 3) | Bytes;
        public const uint Kind = (6 << 3) | Varint;
        public const uint StartTime = (7 << 3) | Fixed64;
        public const uint EndTime = (8 << 3) | Fixed64;
        public const uint Attributes = (9 << 3) | Bytes;
        public const uint Events = (11 << 3) | Bytes;
        public const uint Links = (13 << 3) | Bytes;
        public const uint Status = (15 << 3) | Bytes;
    }

    /// <summary>Status of a span.</summary>
    public static class Status
    {
        public const uint Code = (3 << 3) | Varint;
    }

    /// <summary>Span.Event.</summary>
    public static class Event
    {
        public const uint Time = (1 << 3) | Fixed64;
        public const uint Name = (2 << 3) | Bytes;
        public const uint Attributes = (3 << 3) | Bytes;
    }

    /// <summary>Span.Link.</summary>
    public static class Link
    {
        public const uint TraceId = (1 << 3) | Bytes;
        public const uint SpanId = (2 << 3) | Bytes;
        public const uint Attributes = (4 << 3) | Bytes;
    }

    /// <summary>LogRecord.</summary>
    public static class Log
    {
        public const uint Time = (1 << 3) | Fixed64;
        public const uint SeverityNumber = (2 << 3) | Varint;
        public const uint SeverityText = (3 << 3) | Bytes;
        public const uint Body = (5 << 3) | Bytes;
        public const uint Attributes = (6 << 3) | Bytes;
        public const uint TraceId = (9 << 3) | Bytes;
        public const uint SpanId = (10 << 3) | Bytes;
        public const uint ObservedTime = (11 << 3) | Fixed64;
        public const uint EventName = (12 << 3) | Bytes;
    }

    /// <summary>Metric.</summary>
    public static class Metric
    {
        public const uint Name = (1 << 3) | Bytes;
        public const uint Gauge = (5 << 3) | Bytes;
        public const uint Sum = (7 << 3) | Bytes;
        public const uint Histogram = (9 << 3) | Bytes;
        public const uint ExponentialHistogram = (10 << 3) | Bytes;
        public const uint Summary = (11 << 3) | Bytes;

        /// <summary>The data points of each kind.</summary>
        public const uint Points = (1 << 3) | Bytes;
    }

    /// <summary>Data points of all kinds. Only attributes and flags have different numbers in them.</summary>
    public static class Point
    {
        public const uint Time = (3 << 3) | Fixed64;
        public const uint NumberAttributes = (7 << 3) | Bytes;
        public const uint HistogramAttributes = (9 << 3) | Bytes;
        public const uint ExponentialAttributes = (1 << 3) | Bytes;
        public const uint SummaryAttributes = (7 << 3) | Bytes;

        public const uint AsDouble = (4 << 3) | Fixed64;
        public const uint AsInt = (6 << 3) | Fixed64;

        /// <summary>The flags of numbers and of summaries.</summary>
        public const uint Flags = (8 << 3) | Varint;

        /// <summary>The flags of histograms of either kind.</summary>
        public const uint HistogramFlags = (10 << 3) | Varint;

        public const uint Count = (4 << 3) | Fixed64;
        public const uint Sum = (5 << 3) | Fixed64;
        public const uint BucketCounts = (6 << 3) | Bytes;
        public const uint BucketCount = (6 << 3) | Fixed64;
        public const uint ExplicitBounds = (7 << 3) | Bytes;
        public const uint ExplicitBound = (7 << 3) | Fixed64;

        public const uint Scale = (6 << 3) | Varint;
        public const uint ZeroCount = (7 << 3) | Fixed64;
        public const uint Positive = (8 << 3) | Bytes;
        public const uint Negative = (9 << 3) | Bytes;
    }

    /// <summary>ExponentialHistogramDataPoint.Buckets.</summary>
    public static class Buckets
    {
        public const uint Offset = (1 << 3) | Varint;
        public const uint Counts = (2 << 3) | Bytes;
        public const uint Count = (2 << 3) | Varint;
    }
}
