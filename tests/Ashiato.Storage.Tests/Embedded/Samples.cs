using System.Globalization;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Batches of spans whose <c>span.name</c> tells them apart.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 5, 17, 12, 0, 0, TimeSpan.Zero);

    public static long Micros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static EventBatch Batch(string name, int count = 1, DateTimeOffset? at = null, BatchId? id = null)
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i < count; i++)
        {
            builder.Set(Fields.Timestamp, Micros(at ?? Now) + i);
            builder.Set(Fields.ProcessorEvent, Fields.Events.Span);
            builder.Set(Fields.TraceId, EventId.FromUInt128((UInt128)(uint)(i % 7) + 1));
            builder.Set(Fields.SpanId, EventId.FromUInt64((ulong)i + 1));
            builder.Set(Fields.ServiceName, "shop");
            builder.Set(Fields.SpanName, string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"));
            builder.Set(Fields.SpanDurationUs, i * 10L);
            if (i % 3 == 0) builder.Set(Fields.Label("item"), string.Create(CultureInfo.InvariantCulture, $"i{i % 5}"));
            builder.EndRow();
        }
        return builder.Build(id ?? BatchId.New());
    }

    /// <summary>The names of all events in a store, sorted.</summary>
    public static async Task<string[]> NamesAsync(this IEventStore store, CancellationToken cancel)
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await store.QueryAsync(new RowQuery { Fields = [Fields.SpanName], Limit = RowQuery.MaxLimit, After = after }, cancel);
            names.AddRange(page.Rows.Rows.Select(row => row.Text(Fields.SpanName)!));
            after = page.Next;
        }
        while (after is not null);
        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    /// <summary>The names that batches hold, sorted.</summary>
    public static string[] Names(params IEnumerable<EventBatch> batches) =>
        [.. batches.SelectMany(batch => batch.Rows.Select(row => row.Text(Fields.SpanName)!)).Order(StringComparer.Ordinal)];
}
