using System.Text;

namespace Ashiato.Intake.Tests.OpenTelemetry;

/// <summary>Valid OTLP in JSON, in which a test says only what it is about.</summary>
internal static class Otlp
{
    public const string TraceId = "0102030405060708090a0b0c0d0e0f10";
    public const string SpanId = "1112131415161718";
    public const string ParentId = "2122232425262728";

    /// <summary>A request with one span.</summary>
    /// <param name="attributes">JSON members, such as <c>"http.method": "GET"</c>: texts, numbers, truth values and lists of them.</param>
    /// <param name="more">Members of the span, beginning with a comma.</param>
    /// <param name="resource">Attributes of the resource.</param>
    public static string Span(string attributes = "", string more = "", string resource = "\"service.name\": \"shop\"") => $$"""
        {"resourceSpans":[{"resource":{"attributes":{{Attributes(resource)}}},"scopeSpans":[{"scope":{"name":"lib","version":"1.2"},"spans":[
          {"traceId":"{{TraceId}}","spanId":"{{SpanId}}","name":"work","startTimeUnixNano":"1700000000000001000","endTimeUnixNano":"1700000000000251999",
           "attributes":{{Attributes(attributes)}}{{more}}}]}]}]}
        """;

    /// <summary>Members of a span that make it one that is no transaction.</summary>
    public const string Client = $",\"parentSpanId\":\"{ParentId}\",\"kind\":3";

    /// <summary>A request with one log record.</summary>
    public static byte[] Log(string members, string resource = "\"service.name\": \"shop\"") => Encoding.UTF8.GetBytes($$"""
        {"resourceLogs":[{"resource":{"attributes":{{Attributes(resource)}}},"scopeLogs":[{"logRecords":[{{{members}}}]}]}]}
        """);

    /// <summary>A request with metrics of one scope.</summary>
    public static byte[] Metrics(string metrics) => Encoding.UTF8.GetBytes($$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{{metrics}}]}]}]}""");

    /// <summary>Plain JSON members as the list of keys and values that OTLP makes of them.</summary>
    public static string Attributes(string members)
    {
        using var json = System.Text.Json.JsonDocument.Parse("{" + members + "}");
        return "[" + string.Join(',', json.RootElement.EnumerateObject().Select(member => $"{{\"key\":\"{member.Name}\",\"value\":{Value(member.Value)}}}")) + "]";
    }

    private static string Value(System.Text.Json.JsonElement value) => value.ValueKind switch
    {
        System.Text.Json.JsonValueKind.String => $"{{\"stringValue\":{value.GetRawText()}}}",
        System.Text.Json.JsonValueKind.Number when value.TryGetInt64(out long whole) => $"{{\"intValue\":\"{whole}\"}}",
        System.Text.Json.JsonValueKind.Number => $"{{\"doubleValue\":{value.GetRawText()}}}",
        System.Text.Json.JsonValueKind.Array => $"{{\"arrayValue\":{{\"values\":[{string.Join(',', value.EnumerateArray().Select(Value))}]}}}}",
        System.Text.Json.JsonValueKind.Object => $"{{\"kvlistValue\":{{\"values\":{Attributes(value.GetRawText()[1..^1])}}}}}",
        _ => $"{{\"boolValue\":{value.GetRawText()}}}",
    };
}
