using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Search;

/// <summary>Reads what clients send.</summary>
internal static class Requests
{
    private const int MaxBytes = 100 << 20;

    // Which of two values is meant nobody can say, so that Elasticsearch refuses them too.
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>The whole body, unpacked.</summary>
    /// <exception cref="SearchException">It is longer than anyone needs, or packed in a way that is not known.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxBytes) throw TooLong();
        await using var unpacked = Unpack(request);
        var body = new ArrayBufferWriter<byte>(4_096);
        while (true)
        {
            var room = body.GetMemory(4_096);
            int count = await unpacked.ReadAsync(room, cancel);
            if (count == 0) return WithoutMark(body.WrittenMemory);
            body.Advance(count);
            if (body.WrittenCount > MaxBytes) throw TooLong();
        }
    }

    private static Stream Unpack(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
        var other => throw new SearchException(StatusCodes.Status415UnsupportedMediaType, "media_type_header_exception", $"The body is packed as [{(other.Length <= 80 ? other : other[..80])}]; gzip and deflate are understood."),
    };

    // What some editors begin every file with.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static SearchException TooLong() => new(StatusCodes.Status413PayloadTooLarge, "content_too_long_exception", $"The body is longer than {MaxBytes >> 20} MiB. Send it in parts.");

    /// <summary>The body as a JSON object, or the parameter <c>source</c>; an empty object when there is neither.</summary>
    public static async Task<JsonElement> ReadObjectAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await ReadAsync(request, cancel);
        if (body.IsEmpty && request.Query["source"].ToString() is { Length: > 0 } source) body = Encoding.UTF8.GetBytes(source);
        return body.IsEmpty ? JsonElement.Parse("{}") : ParseObject(body);
    }

    /// <exception cref="SearchException">The text is no JSON object.</exception>
    public static JsonElement ParseObject(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            var element = JsonElement.Parse(utf8.Span, s_strict);
            return element.ValueKind == JsonValueKind.Object ? element : throw SearchException.Parsing($"Expected a JSON object, but found {element.ValueKind}.");
        }
        catch (JsonException e)
        {
            throw new SearchException(400, "x_content_parse_exception", $"The body is not JSON: {e.Message}");
        }
    }

    /// <summary>A member, or <see langword="null"/> when it is missing or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>The one member of an object, such as <c>{"_key": "asc"}</c>; of several the first.</summary>
    /// <exception cref="SearchException">There is none.</exception>
    public static JsonProperty FirstMember(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject()) return member;
        throw SearchException.Parsing($"Expected an object with a member, but found {Cut(element)}.");
    }

    /// <summary>A value as text: what numbers and truth values look like in JSON, what texts say.</summary>
    public static string AsText(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => throw SearchException.Parsing($"Expected a text, a number, true or false, but found {Cut(element)}."),
    };

    /// <exception cref="SearchException">The value is no whole number.</exception>
    public static int AsInt32(this JsonElement element, string name) =>
        int.TryParse(element.AsText(), out int number) ? number : throw SearchException.Parsing($"[{name}] is {Cut(element)}; expected a whole number.");

    /// <exception cref="SearchException">The value is no number, or one that 64 bits cannot hold.</exception>
    public static double AsDouble(this JsonElement element, string name) =>
        double.TryParse(element.AsText(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number : throw SearchException.Parsing($"[{name}] is {Cut(element)}; expected a number.");

    /// <exception cref="SearchException">The value is neither true nor false.</exception>
    public static bool AsBoolean(this JsonElement element, string name) =>
        bool.TryParse(element.AsText(), out bool claim) ? claim : throw SearchException.Parsing($"[{name}] is {Cut(element)}; expected true or false.");

    /// <summary>A list, or the one value as a list.</summary>
    public static IEnumerable<JsonElement> AsList(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    /// <summary>The beginning of a value's JSON, for messages.</summary>
    public static string Cut(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 80 ? text : text[..80] + "…";
    }
}
