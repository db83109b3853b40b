using System.Globalization;
using System.Text.Json;

namespace Ashiato.Console.Errors;

/// <summary>Reads documents whose shape nobody promises.</summary>
internal static class Json
{
    /// <summary>A member of an object; <see langword="null"/> when there is none.</summary>
    public static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A member at the end of a path with dots.</summary>
    public static JsonElement? At(JsonElement? of, string path)
    {
        foreach (string name in path.Split('.')) of = Member(of, name);
        return of;
    }

    /// <summary>A text, or a number or truth value as text.</summary>
    public static string? Text(JsonElement? of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    /// <summary>A whole number.</summary>
    public static int? Number(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;

    /// <summary>The texts of a list.</summary>
    public static string[] Texts(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())] : [];

    /// <summary>The objects of a list, or the one that stands there alone.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } one => [one],
        _ => [],
    };

    /// <summary>Everything in a document by its dotted name, in the order in which it stands there.</summary>
    public static IEnumerable<(string Name, string Value)> Flat(JsonElement of, string prefix = "")
    {
        foreach (var member in of.EnumerateObject())
        {
            string name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in Flat(member.Value, name + ".")) yield return inner;
            }
            else
            {
                yield return (name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.ToString());
            }
        }
    }

    /// <summary>The moment of a document, in microseconds since the Unix epoch (UTC).</summary>
    public static long? Micros(JsonElement? of) =>
        Text(of, "@timestamp") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
            : null;
}
