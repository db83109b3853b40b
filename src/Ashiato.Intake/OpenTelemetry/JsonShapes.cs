using System.Collections.Frozen;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>How a field is written in JSON and in protobuf.</summary>
internal enum JsonKind : byte
{
    /// <summary>A string; a text in protobuf.</summary>
    Text,

    /// <summary>A string of hex digits; bytes in protobuf.</summary>
    Hex,

    /// <summary>A string in base64; bytes in protobuf.</summary>
    Base64,

    /// <summary>True or false; a varint in protobuf.</summary>
    Bool,

    /// <summary>A whole number that is not negative, as number or string; a varint in protobuf.</summary>
    Varint,

    /// <summary>A whole number, as number or string, or the name of an enum's value; a varint in protobuf.</summary>
    SignedVarint,

    /// <summary>A whole number, as number or string; a zigzag varint in protobuf.</summary>
    Zigzag,

    /// <summary>A whole number that is not negative, as number or string; eight bytes in protobuf.</summary>
    Fixed64,

    /// <summary>A whole number, as number or string; eight bytes in protobuf.</summary>
    SignedFixed64,

    /// <summary>A number, or one of the strings NaN, Infinity and -Infinity; eight bytes in protobuf.</summary>
    Double,

    /// <summary>An object, or for repeated fields a list of objects; a message in protobuf.</summary>
    Message,
}

/// <summary>A field that has a name in JSON.</summary>
/// <param name="Tag">Its tag in protobuf.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Inner">The fields of a message.</param>
/// <param name="Names">Numbers of an enum's values by name.</param>
internal sealed record JsonField(uint Tag, JsonKind Kind, JsonShape? Inner = null, FrozenDictionary<string, long>? Names = null);

/// <summary>The fields of a message by their names in JSON; unknown ones are passed over.</summary>
internal sealed class JsonShape
{
    private readonly Dictionary<string, JsonField> _fields = [];

    /// <summary>The field with a name, in the spelling of JSON (<c>traceId</c>) or of protobuf (<c>trace_id</c>).</summary>
    public JsonField? Find(string name) => _fields.GetValueOrDefault(name);

    public JsonShape With(string name, uint tag, JsonKind kind, JsonShape? inner = null, FrozenDictionary<string, long>? names = null)
    {
        var field = new JsonField(tag, kind, inner, names);
        _fields[name] = field;
        _fields[string.Concat(name.Select(c => char.IsUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()))] = field;
        return this;
    }
}

/// <summary>The messages of OTLP as JSON.</summary>
/// <remarks>Source: opentelemetry-proto, "JSON Protobuf Encoding", and Protocol Buffers, "ProtoJSON Format".</remarks>
internal static class JsonShapes
{
    private static readonly JsonShape s_value = new();
    private static readonly JsonShape s_pair = new JsonShape()
        .With("key", Tags.KeyValue.Key, JsonKind.Text)
        .With("value", Tags.KeyValue.Value, JsonKind.Message, s_value);

    private static readonly JsonShape s_resource = new JsonShape()
        .With("attributes", Tags.Resource.Attributes, JsonKind.Message, s_pair);

    private static readonly JsonShape s_scope = new JsonShape()
        .With("name", Tags.Scope.Name, JsonKind.Text)
        .With("version", Tags.Scope.Version, JsonKind.Text)
        .With("attributes", Tags.Scope.Attributes, JsonKind.Message, s_pair);

    static JsonShapes()
    {
        var list = new JsonShape().With("values", Tags.Values.Item, JsonKind.Message, s_value);
        var map = new JsonShape().With("values", Tags.Values.Item, JsonKind.Message, s_pair);
        s_value
            .With("stringValue", Tags.AnyValue.Text, JsonKind.Text)
            .With("boolValue", Tags.AnyValue.Bool, JsonKind.Bool)
            .With("intValue", Tags.AnyValue.Int, JsonKind.SignedVarint)
            .With("doubleValue", Tags.AnyValue.Double, JsonKind.Double)
            .With("arrayValue", Tags.AnyValue.Array, JsonKind.Message, list)
            .With("kvlistValue", Tags.AnyValue.Map, JsonKind.Message, map)
            .With("bytesValue", Tags.AnyValue.Binary, JsonKind.Base64);

        Traces = Request("resourceSpans", "scopeSpans", "spans", Span());
        Metrics = Request("resourceMetrics", "scopeMetrics", "metrics", Metric());
        Logs = Request("resourceLogs", "scopeLogs", "logRecords", Log());
    }

    /// <summary>ExportTraceServiceRequest.</summary>
    public static JsonShape Traces { get; }

    /// <summary>ExportMetricsServiceRequest.</summary>
    public static JsonShape Metrics { get; }

    /// <summary>ExportLogsServiceRequest.</summary>
    public static JsonShape Logs { get; }

    private static JsonShape Request(string resources, string scopes, string records, JsonShape record)
    {
        var ofScope = new JsonShape()
            .With("scope", Tags.Scopes.Scope, JsonKind.Message, s_scope)
            .With(records, Tags.Scopes.Records, JsonKind.Message, record);
        var ofResource = new JsonShape()
            .With("resource", Tags.Resources.Resource, JsonKind.Message, s_resource)
            .With(scopes, Tags.Resources.Scopes, JsonKind.Message, ofScope);
        return new JsonShape().With(resources, Tags.RequestResources, JsonKind.Message, ofResource);
    }

    private static JsonShape Span()
    {
        var status = new JsonShape().With("code", Tags.Status.Code, JsonKind.SignedVarint, names: Numbered("STATUS_CODE_", "UNSET", "OK", "ERROR"));
        var spanEvent = new JsonShape()
            .With("timeUnixNano", Tags.Event.Time, JsonKind.Fixed64)
            .With("name", Tags.Event.Name, JsonKind.Text)
            .With("attributes", Tags.Event.Attributes, JsonKind.Message, s_pair);
        var link = new JsonShape()
            .With("traceId", Tags.Link.TraceId, JsonKind.Hex)
            .With("spanId", Tags.Link.SpanId, JsonKind.Hex)
            .With("attributes", Tags.Link.Attributes, JsonKind.Message, s_pair);
        return new JsonShape()
            .With("traceId", Tags.Span.TraceId, JsonKind.Hex)
            .With("spanId", Tags.Span.SpanId, JsonKind.Hex)
            .With("traceState", Tags.Span.TraceState, JsonKind.Text)
            .With("parentSpanId", Tags.Span.ParentSpanId, JsonKind.Hex)
            .With("name", Tags.Span.Name, JsonKind.Text)
            .With("kind", Tags.Span.Kind, JsonKind.SignedVarint, names: Numbered("SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"))
            .With("startTimeUnixNano", Tags.Span.StartTime, JsonKind.Fixed64)
            .With("endTimeUnixNano", Tags.Span.EndTime, JsonKind.Fixed64)
            .With("attributes", Tags.Span.Attributes, JsonKind.Message, s_pair)
            .With("events", Tags.Span.Events, JsonKind.Message, spanEvent)
            .With("links", Tags.Span.Links, JsonKind.Message, link)
            .With("status", Tags.Span.Status, JsonKind.Message, status);
    }

    private static JsonShape Log() => new JsonShape()
        .With("timeUnixNano", Tags.Log.Time, JsonKind.Fixed64)
        .With("observedTimeUnixNano", Tags.Log.ObservedTime, JsonKind.Fixed64)
        .With("severityNumber", Tags.Log.SeverityNumber, JsonKind.SignedVarint, names: Severities())
        .With("severityText", Tags.Log.SeverityText, JsonKind.Text)
        .With("body", Tags.Log.Body, JsonKind.Message, s_value)
        .With("attributes", Tags.Log.Attributes, JsonKind.Message, s_pair)
        .With("traceId", Tags.Log.TraceId, JsonKind.Hex)
        .With("spanId", Tags.Log.SpanId, JsonKind.Hex)
        .With("eventName", Tags.Log.EventName, JsonKind.Text);

    private static JsonShape Metric()
    {
        var number = new JsonShape()
            .With("timeUnixNano", Tags.Point.Time, JsonKind.Fixed64)
            .With("attributes", Tags.Point.NumberAttributes, JsonKind.Message, s_pair)
            .With("asDouble", Tags.Point.AsDouble, JsonKind.Double)
            .With("asInt", Tags.Point.AsInt, JsonKind.SignedFixed64)
            .With("flags", Tags.Point.Flags, JsonKind.Varint);
        var histogram = new JsonShape()
            .With("timeUnixNano", Tags.Point.Time, JsonKind.Fixed64)
            .With("attributes", Tags.Point.HistogramAttributes, JsonKind.Message, s_pair)
            .With("count", Tags.Point.Count, JsonKind.Fixed64)
            .With("sum", Tags.Point.Sum, JsonKind.Double)
            .With("bucketCounts", Tags.Point.BucketCount, JsonKind.Fixed64)
            .With("explicitBounds", Tags.Point.ExplicitBound, JsonKind.Double)
            .With("flags", Tags.Point.HistogramFlags, JsonKind.Varint);
        var buckets = new JsonShape()
            .With("offset", Tags.Buckets.Offset, JsonKind.Zigzag)
            .With("bucketCounts", Tags.Buckets.Count, JsonKind.Varint);
        var exponential = new JsonShape()
            .With("timeUnixNano", Tags.Point.Time, JsonKind.Fixed64)
            .With("attributes", Tags.Point.ExponentialAttributes, JsonKind.Message, s_pair)
            .With("scale", Tags.Point.Scale, JsonKind.Zigzag)
            .With("zeroCount", Tags.Point.ZeroCount, JsonKind.Fixed64)
            .With("positive", Tags.Point.Positive, JsonKind.Message, buckets)
            .With("negative", Tags.Point.Negative, JsonKind.Message, buckets)
            .With("flags", Tags.Point.HistogramFlags, JsonKind.Varint);
        var summary = new JsonShape()
            .With("timeUnixNano", Tags.Point.Time, JsonKind.Fixed64)
            .With("attributes", Tags.Point.SummaryAttributes, JsonKind.Message, s_pair)
            .With("count", Tags.Point.Count, JsonKind.Fixed64)
            .With("sum", Tags.Point.Sum, JsonKind.Double)
            .With("flags", Tags.Point.Flags, JsonKind.Varint);
        return new JsonShape()
            .With("name", Tags.Metric.Name, JsonKind.Text)
            .With("gauge", Tags.Metric.Gauge, JsonKind.Message, Points(number))
            .With("sum", Tags.Metric.Sum, JsonKind.Message, Points(number))
            .With("histogram", Tags.Metric.Histogram, JsonKind.Message, Points(histogram))
            .With("exponentialHistogram", Tags.Metric.ExponentialHistogram, JsonKind.Message, Points(exponential))
            .With("summary", Tags.Metric.Summary, JsonKind.Message, Points(summary));

        static JsonShape Points(JsonShape point) => new JsonShape().With("dataPoints", Tags.Metric.Points, JsonKind.Message, point);
    }

    private static FrozenDictionary<string, long> Numbered(string prefix, params string[] names) =>
        names.Select((name, number) => (name, number)).ToFrozenDictionary(pair => prefix + pair.name, pair => (long)pair.number);

    /// <summary>UNSPECIFIED is 0, then four of each level: TRACE, TRACE2, TRACE3, TRACE4, DEBUG …</summary>
    private static FrozenDictionary<string, long> Severities()
    {
        string[] levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        var steps = levels.SelectMany(level => Enumerable.Range(1, 4).Select(step => step == 1 ? level : $"{level}{step}"));
        return Numbered("SEVERITY_NUMBER_", ["UNSPECIFIED", .. steps]);
    }
}
