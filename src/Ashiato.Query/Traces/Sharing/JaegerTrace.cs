using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Turns a trace in the JSON of Jaeger's user interface into the same in OpenTelemetry's, so that there is one reader.</summary>
/// <remarks>
/// Jaeger's form is <c>{"data":[{"traceID","spans":[…],"processes":{…}}]}</c>; times are microseconds. References become the parent and links, logs
/// become events, a process becomes the resource.
/// </remarks>
internal static class JaegerTrace
{
    /// <summary>True when the document looks like one.</summary>
    public static bool IsJaeger(JsonElement document) => Traces(document).Any(trace => trace.ValueKind == JsonValueKind.Object && trace.TryGetProperty("spans", out _));

    /// <summary>The request, as UTF-8.</summary>
    public static byte[] ToOtlp(JsonElement document)
    {
        var resources = new JsonArray();
        foreach (var trace in Traces(document))
        {
            var processes = Property(trace, "processes");
            foreach (var ofProcess in Items(trace, "spans").GroupBy(span => Text(span, "processID")))
            {
                var process = Property(processes, ofProcess.Key);
                resources.Add(new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = Attributes(process, "tags", ("service.name", Text(process, "serviceName"))) },
                    ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray([.. ofProcess.Select(span => (JsonNode)Span(span))]) }),
                });
            }
        }
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["resourceSpans"] = resources });
    }

    private static JsonObject Span(JsonElement span)
    {
        string traceId = Text(span, "traceID");
        long start = Number(span, "startTime");
        var references = Items(span, "references");
        // The first reference into the same trace is the parent; older exports name it directly.
        int parent = references.FindIndex(one => Text(one, "traceID") == traceId && Text(one, "refType") != "FOLLOWS_FROM");
        if (parent < 0) parent = references.FindIndex(one => Text(one, "traceID") == traceId);
        string parentId = parent >= 0 ? Text(references[parent], "spanID") : Text(span, "parentSpanID");
        if (parent >= 0) references.RemoveAt(parent);

        return new JsonObject
        {
            ["traceId"] = Padded(traceId, 32),
            ["spanId"] = Padded(Text(span, "spanID"), 16),
            ["parentSpanId"] = parentId.Length == 0 ? "" : Padded(parentId, 16),
            ["name"] = Text(span, "operationName"),
            ["kind"] = KindOf(TagOf(span, "span.kind")),
            ["startTimeUnixNano"] = Nanos(start),
            ["endTimeUnixNano"] = Nanos(start + Number(span, "duration")),
            ["attributes"] = Attributes(span, "tags"),
            ["events"] = new JsonArray([.. Items(span, "logs").Select(log => (JsonNode)Event(log))]),
            ["links"] = new JsonArray([.. references.Select(one => (JsonNode)new JsonObject { ["traceId"] = Padded(Text(one, "traceID"), 32), ["spanId"] = Padded(Text(one, "spanID"), 16) })]),
            ["status"] = new JsonObject { ["code"] = StatusOf(span) },
        };
    }

    private static JsonObject Event(JsonElement log)
    {
        var fields = Items(log, "fields");
        string name = fields.Where(field => Text(field, "key") is "event" or "message").Select(field => Text(field, "value")).FirstOrDefault() ?? "log";
        return new JsonObject { ["timeUnixNano"] = Nanos(Number(log, "timestamp")), ["name"] = name, ["attributes"] = Attributes(log, "fields") };
    }

    private static JsonArray Attributes(JsonElement owner, string list, params (string Key, string Value)[] more)
    {
        var attributes = new JsonArray();
        foreach (var (key, value) in more) attributes.Add(Attribute(key, new JsonObject { ["stringValue"] = value }));
        foreach (var tag in Items(owner, list))
        {
            var value = Property(tag, "value");
            attributes.Add(Attribute(Text(tag, "key"), value.ValueKind switch
            {
                JsonValueKind.True or JsonValueKind.False => new JsonObject { ["boolValue"] = value.GetBoolean() },
                JsonValueKind.Number when value.TryGetInt64(out long whole) => new JsonObject { ["intValue"] = whole.ToString(CultureInfo.InvariantCulture) },
                JsonValueKind.Number => new JsonObject { ["doubleValue"] = value.GetDouble() },
                JsonValueKind.String => new JsonObject { ["stringValue"] = value.GetString() },
                _ => new JsonObject { ["stringValue"] = value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText() },
            }));
        }
        return attributes;
    }

    private static JsonObject Attribute(string key, JsonObject value) => new() { ["key"] = key, ["value"] = value };

    private static int KindOf(string kind) => kind switch { "server" => 2, "client" => 3, "producer" => 4, "consumer" => 5, _ => 1 };

    private static int StatusOf(JsonElement span) =>
        TagOf(span, "error") == "true" || TagOf(span, "otel.status_code") == "ERROR" ? 2 : TagOf(span, "otel.status_code") == "OK" ? 1 : 0;

    private static string TagOf(JsonElement span, string key) =>
        Items(span, "tags").Where(tag => Text(tag, "key") == key).Select(tag => Text(tag, "value")).FirstOrDefault() ?? "";

    // Jaeger leaves zeros at the beginning of ids out.
    private static string Padded(string id, int length) => id.PadLeft(length, '0');

    private static string Nanos(long micros) => (micros * 1_000).ToString(CultureInfo.InvariantCulture);

    private static List<JsonElement> Traces(JsonElement document) => Property(document, "data") is { ValueKind: JsonValueKind.Array } data
        ? [.. data.EnumerateArray()]
        : Property(document, "spans").ValueKind == JsonValueKind.Array ? [document] : [];

    private static List<JsonElement> Items(JsonElement owner, string name) =>
        Property(owner, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static JsonElement Property(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement owner, string name) => Property(owner, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    private static long Number(JsonElement owner, string name) =>
        Property(owner, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) && value is >= 0 and < long.MaxValue / 1_000 ? value : 0;
}
