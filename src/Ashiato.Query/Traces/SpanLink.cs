using System.Text.Json;

namespace Ashiato.Query.Traces;

/// <summary>Another span that a span or transaction continues or belongs to, in this trace or in another.</summary>
/// <param name="TraceId"><c>trace.id</c> of the other.</param>
/// <param name="SpanId"><c>span.id</c> (or <c>transaction.id</c>) of the other.</param>
public sealed record SpanLink(string TraceId, string SpanId)
{
    /// <summary>So many of one span are shown.</summary>
    public const int Most = 1_000;

    /// <summary>Reads <c>span.links</c>: a list of objects with <c>trace.id</c> and <c>span.id</c>.</summary>
    /// <returns><see langword="null"/> when there are none.</returns>
    internal static IReadOnlyList<SpanLink>? Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return null;
        var links = new List<SpanLink>();
        try
        {
            foreach (var link in JsonElement.Parse(json).EnumerateArray().Take(Most))
                links.Add(new SpanLink(IdIn(link, "trace"), IdIn(link, "span")));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // What is no list of links links to nothing.
            return null;
        }
        return links.Count > 0 ? links : null;
    }

    private static string IdIn(JsonElement link, string what) =>
        link.TryGetProperty(what, out var inner) && inner.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "";
}
