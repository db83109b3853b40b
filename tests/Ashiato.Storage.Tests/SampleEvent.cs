using System.Collections.Immutable;
using Ashiato.Model;

namespace Ashiato.Storage.Tests;

/// <summary>A valid event; a test changes by <c>with</c> what it is about.</summary>
public sealed record SampleEvent
{
    public required string Event { get; init; }
    public long? Micros { get; init; } = Sample.Noon;
    public string? TraceId { get; init; }
    public string? TransactionId { get; init; }
    public string? SpanId { get; init; }
    public string? ParentId { get; init; }
    public string? Service { get; init; }
    public string? Name { get; init; }
    public string? Outcome { get; init; }
    public long? DurationUs { get; init; }

    /// <summary>Values of further fields: <see cref="string"/>, <see cref="long"/>, <see cref="double"/> or <see cref="bool"/>; several of texts.</summary>
    public ImmutableList<(Field Field, object Value)> More { get; init; } = [];

    public SampleEvent With(Field field, params object[] values) => this with { More = More.AddRange(values.Select(value => (field, value))) };

    public void AddTo(EventBatchBuilder batch)
    {
        bool isSpan = Event == Fields.Events.Span;
        batch.Set(Fields.ProcessorEvent, Event);
        if (Micros is { } micros) batch.Set(Fields.Timestamp, micros);
        Set(batch, Fields.TraceId, TraceId);
        Set(batch, Fields.TransactionId, TransactionId);
        Set(batch, Fields.SpanId, SpanId);
        Set(batch, Fields.ParentId, ParentId);
        Set(batch, Fields.ServiceName, Service);
        Set(batch, isSpan ? Fields.SpanName : Fields.TransactionName, Name);
        Set(batch, Fields.EventOutcome, Outcome);
        if (DurationUs is { } duration) batch.Set(isSpan ? Fields.SpanDurationUs : Fields.TransactionDurationUs, duration);
        foreach (var (field, value) in More) Add(batch, field, value);
        batch.EndRow();
    }

    private static void Set(EventBatchBuilder batch, Field field, string? text)
    {
        if (text is not null) batch.Set(field, text);
    }

    private static void Add(EventBatchBuilder batch, Field field, object value)
    {
        switch (value)
        {
            case string text when field.Kind == ColumnKind.Id:
                batch.Add(field, EventId.Parse(text));
                break;
            case string text:
                batch.Add(field, System.Text.Encoding.UTF8.GetBytes(text));
                break;
            case bool claim:
                batch.Set(field, claim);
                break;
            case double number:
                batch.Set(field, number);
                break;
            default:
                batch.Set(field, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
