using Ashiato.Model;

namespace Ashiato.Storage.Tests;

/// <summary>Valid events and batches to start from.</summary>
public static class Sample
{
    /// <summary>2026-01-01T12:00:00Z in microseconds since the Unix epoch.</summary>
    public const long Noon = 1_767_268_800_000_000;

    public const long Second = 1_000_000;

    public static SampleEvent Transaction { get; } = new()
    {
        Event = Fields.Events.Transaction,
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        TransactionId = "b7ad6b7169203331",
        Service = "checkout",
        Name = "POST /checkout",
        Outcome = Fields.Outcomes.Success,
        DurationUs = 25_000,
    };

    public static SampleEvent Span { get; } = new()
    {
        Event = Fields.Events.Span,
        TraceId = Transaction.TraceId,
        TransactionId = Transaction.TransactionId,
        ParentId = Transaction.TransactionId,
        SpanId = "00f067aa0ba902b7",
        Service = "checkout",
        Name = "SELECT FROM orders",
        Outcome = Fields.Outcomes.Success,
        DurationUs = 4_000,
    };

    public static SampleEvent Metric { get; } = new() { Event = Fields.Events.Metric, Service = "checkout" };

    public static EventBatch Batch(params IEnumerable<SampleEvent> events)
    {
        var builder = new EventBatchBuilder();
        foreach (var one in events) one.AddTo(builder);
        return builder.Build();
    }

    /// <summary>Transactions one second apart, oldest first, named <c>t0</c>, <c>t1</c>, and so on.</summary>
    public static IEnumerable<SampleEvent> Transactions(int count, int from = 0) => Enumerable.Range(from, count).Select(static i => Transaction with
    {
        Micros = Noon + (i * Second),
        TransactionId = (0x1000 + i).ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Name = $"t{i}",
        DurationUs = 1_000 * (i + 1),
    });
}
