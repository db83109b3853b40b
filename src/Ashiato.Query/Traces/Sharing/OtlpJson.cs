using System.Globalization;
using System.Text.Json;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Reads parts of OpenTelemetry's JSON that somebody sent: what is missing or of another kind counts as empty.</summary>
internal static class OtlpJson
{
    /// <summary>The elements of a list.</summary>
    public static IEnumerable<JsonElement> List(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Keys with their values.</summary>
    public static IEnumerable<(string Key, JsonElement Value)> Pairs(JsonElement parent, string name) =>
        List(parent, name).Where(pair => Text(pair, "key").Length > 0).Select(pair => (Text(pair, "key"), Member(pair, "value")));

    /// <summary>A text.</summary>
    public static string Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    /// <summary>A moment in microseconds since the Unix epoch (UTC): OpenTelemetry writes nanoseconds, as text.</summary>
    public static long Micros(JsonElement parent, string name) =>
        ulong.TryParse(Member(parent, name).ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong nanos) ? (long)(nanos / 1_000) : 0;

    /// <summary>A member of an object.</summary>
    public static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;
}
