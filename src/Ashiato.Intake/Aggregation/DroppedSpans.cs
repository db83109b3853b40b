using System.Text.Json;

namespace Ashiato.Intake.Aggregation;

/// <summary>What an agent counted of spans to one destination that it did not send.</summary>
internal readonly record struct DroppedSpans(byte[] Resource, byte[] TargetType, byte[] TargetName, byte[] Outcome, long Count, double SumMicros)
{
    /// <summary>So many entries of one transaction count.</summary>
    public const int MaxEntries = 128;

    /// <summary>Reads <c>transaction.dropped_spans_stats</c> as decoders write it.</summary>
    public static List<DroppedSpans> Read(ReadOnlySpan<byte> json)
    {
        var entries = new List<DroppedSpans>();
        var reader = new Utf8JsonReader(json);
        while (entries.Count < MaxEntries && reader.Read())
            if (reader.TokenType == JsonTokenType.StartObject && ReadEntry(ref reader) is { Count: > 0 } entry) entries.Add(entry);
        return entries;
    }

    private static DroppedSpans ReadEntry(ref Utf8JsonReader reader)
    {
        var entry = new DroppedSpans([], [], [], [], 0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            entry = name switch
            {
                "destination_service_resource" => entry with { Resource = Text(ref reader) },
                "service_target_type" => entry with { TargetType = Text(ref reader) },
                "service_target_name" => entry with { TargetName = Text(ref reader) },
                "outcome" => entry with { Outcome = Text(ref reader) },
                "duration.count" => entry with { Count = reader.GetInt64() },
                "duration.sum.us" => entry with { SumMicros = reader.GetInt64() },
                _ => entry,
            };
        }
        return entry;
    }

    private static byte[] Text(ref Utf8JsonReader reader) => System.Text.Encoding.UTF8.GetBytes(reader.GetString()!);
}
