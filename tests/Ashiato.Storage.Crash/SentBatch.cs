using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Storage.Crash;

/// <summary>A batch that can be made again from its text form: every event carries the batch's id as its name.</summary>
/// <param name="Id">The identity.</param>
/// <param name="Count">How many events it has.</param>
public readonly record struct SentBatch(BatchId Id, int Count)
{
    /// <summary>Reads the text form.</summary>
    public static SentBatch Parse(string text)
    {
        string[] parts = text.Split(':');
        return new SentBatch(new BatchId(Guid.Parse(parts[0])), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>The batch.</summary>
    public EventBatch ToBatch()
    {
        // Three days, so that flushes write several segments each.
        long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var builder = new EventBatchBuilder();
        for (int i = 0; i < Count; i++)
        {
            builder.Set(Fields.Timestamp, now - (i % 3 * 86_400_000_000L));
            builder.Set(Fields.TraceId, EventId.FromUInt128((UInt128)(uint)(i / 10) + 1));
            builder.Set(Fields.SpanName, Id.ToString());
            builder.Set(Fields.SpanDurationUs, (long)i);
            builder.EndRow();
        }
        return builder.Build(Id);
    }

    /// <summary>The text form, <c>ID:COUNT</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Count}");
}
