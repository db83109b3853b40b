using System.Text.Json;

namespace Ashiato.Query.Traces;

/// <summary>Spans to one destination that an agent counted instead of sending them.</summary>
/// <param name="Destination"><c>destination_service_resource</c>, such as <c>postgresql/shop</c>.</param>
/// <param name="IsFailed">True when their outcome was failure.</param>
/// <param name="Count">How many.</param>
/// <param name="SumMicros">What they took together, in microseconds.</param>
public sealed record LostSpans(string Destination, bool IsFailed, long Count, long SumMicros)
{
    /// <summary>Agents keep 128 entries for one transaction.</summary>
    private const int Most = 128;

    /// <summary>Reads <c>transaction.dropped_spans_stats</c>.</summary>
    /// <returns><see langword="null"/> when nothing is told.</returns>
    internal static IReadOnlyList<LostSpans>? Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return null;
        var all = new List<LostSpans>();
        try
        {
            foreach (var entry in JsonElement.Parse(json).EnumerateArray().Take(Most))
            {
                string outcome = Text(entry, "outcome");
                long count = Number(entry, "duration.count");
                if (count > 0) all.Add(new LostSpans(Text(entry, "destination_service_resource"), outcome == "failure", count, Number(entry, "duration.sum.us")));
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
        return all.Count > 0 ? all : null;
    }

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static long Number(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
