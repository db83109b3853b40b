using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Storage.Crash;

/// <summary>A batch that can be made again from its text form: every event carries the batch's id as its name.</summary>
/// <param name="Id">The identity.</param>
/// <param name="Count">How many events it has that stay.</param>
/// <param name="Kind">Which of them go.</param>
public readonly record struct SentBatch(BatchId Id, int Count, BatchKind Kind = BatchKind.Lasting)
{
    /// <summary>The trace that is pinned.</summary>
    public static readonly EventId Pinned = EventId.FromUInt128(UInt128.MaxValue);

    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>Reads the text form.</summary>
    public static SentBatch Parse(string text)
    {
        string[] parts = text.Split(':');
        return new SentBatch(new BatchId(Guid.Parse(parts[0])), int.Parse(parts[1], CultureInfo.InvariantCulture), Enum.Parse<BatchKind>(parts[2]));
    }

    /// <summary>The batch.</summary>
    public EventBatch ToBatch()
    {
        long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var builder = new EventBatchBuilder();
        for (int i = 0; i < Count; i++)
        {
            // Three days, so that flushes write several segments each; or days that are over.
            long daysAgo = Kind == BatchKind.Lasting ? i % 3 : 8;
            Add(builder, Fields.Events.Span, now - (daysAgo * MicrosPerDay), Kind == BatchKind.Pinned ? Pinned : EventId.FromUInt128((UInt128)(uint)(i / 10) + 1), i);
            // Among what stays there is what goes, so that segments are written again.
            if (Kind == BatchKind.Lasting && i % 10 == 0) Add(builder, Fields.Events.Metric, now - (2 * MicrosPerDay), EventId.FromUInt128(1), i);
        }
        return builder.Build(Id);
    }

    /// <summary>The text form, <c>ID:COUNT:KIND</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Count}:{Kind}");

    private void Add(EventBatchBuilder builder, string kind, long micros, EventId trace, int number)
    {
        builder.Set(Fields.Timestamp, micros);
        builder.Set(Fields.ProcessorEvent, kind);
        builder.Set(Fields.ServiceName, "shop");
        builder.Set(Fields.TraceId, trace);
        builder.Set(Fields.SpanName, Id.ToString());
        builder.Set(Fields.SpanDurationUs, (long)number);
        builder.EndRow();
    }
}
