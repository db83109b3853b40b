using Ashiato.Model;

namespace Ashiato.Query.Traces;

/// <summary>A transaction or span of a trace, or a parent that never arrived, while the trace is put together.</summary>
internal sealed class TraceNode
{
    public required EventId Id { get; init; }

    public required TraceRowKind Kind { get; init; }

    /// <summary>What the event calls its parent; none for a root.</summary>
    public EventId ParentId { get; init; }

    /// <summary>The transaction in which it happened; for a transaction, itself.</summary>
    public EventId TransactionId { get; init; }

    /// <summary>Those of whom it says that they are its children, whatever they say themselves.</summary>
    public IReadOnlyList<EventId> ChildIds { get; init; } = [];

    /// <summary>Number of the machine whose clock gave the times; −1 when unknown.</summary>
    public int Host { get; init; } = -1;

    /// <summary>Index of the service; −1 when unknown.</summary>
    public int Service { get; init; } = -1;

    /// <summary>True when whoever called goes on without waiting for what it called: messages, and spans that say so.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Start in microseconds since the Unix epoch; changes when clocks are shifted.</summary>
    public long StartMicros { get; set; }

    public long DurationMicros { get; set; }

    public long EndMicros => StartMicros + DurationMicros;

    public string Name { get; init; } = "";

    public string? Type { get; init; }

    public string? Subtype { get; init; }

    public string? Action { get; init; }

    public bool IsFailed { get; init; }

    public string? Result { get; init; }

    public int? StatusCode { get; init; }

    public string? Statement { get; init; }

    public string? Method { get; init; }

    public string? Url { get; init; }

    public string? Destination { get; init; }

    public int CallCount { get; init; } = 1;

    public long DroppedSpans { get; init; }

    public long CallSumMicros { get; init; }

    /// <summary>True when its event says nothing of its end.</summary>
    public bool HasNoEnd { get; init; }

    public long? RowsAffected { get; init; }

    public IReadOnlyList<SpanLink>? Links { get; init; }

    public IReadOnlyList<LostSpans>? Lost { get; init; }
}
