using System.Text.Json.Serialization;

namespace Ashiato.Query.Traces;

/// <summary>One row of a trace.</summary>
public sealed record TraceRow
{
    /// <summary>The id of the transaction or span (<c>span.id</c>, 16 hex digits as a rule).</summary>
    public required string Id { get; init; }

    /// <summary>Index of the parent's row, or −1 for a root.</summary>
    public required int Parent { get; init; }

    /// <summary>Depth in the tree; 0 for a root.</summary>
    public required int Depth { get; init; }

    /// <summary>What the row stands for.</summary>
    public required TraceRowKind Kind { get; init; }

    /// <summary><c>transaction.name</c> or <c>span.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Index into <see cref="Trace.Services"/>, or −1 when unknown (a missing parent).</summary>
    public required int Service { get; init; }

    /// <summary><c>transaction.type</c> or <c>span.type</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>span.subtype</c>, such as <c>mysql</c>.</summary>
    public string? Subtype { get; init; }

    /// <summary><c>span.action</c>, such as <c>query</c> or <c>prepare</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Start, in microseconds since the start of the trace.</summary>
    public required long OffsetMicros { get; init; }

    /// <summary>Duration in microseconds.</summary>
    public required long DurationMicros { get; init; }

    /// <summary>Time in which no child was at work, in microseconds.</summary>
    public required long SelfMicros { get; init; }

    /// <summary>How far the row was moved because its host's clock disagreed with its caller's; 0 as a rule.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ShiftMicros { get; init; }

    /// <summary>True when <c>event.outcome</c> is <c>failure</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFailed { get; init; }

    /// <summary><c>transaction.result</c>, such as <c>HTTP 2xx</c>.</summary>
    public string? Result { get; init; }

    /// <summary><c>http.response.status_code</c>.</summary>
    public int? StatusCode { get; init; }

    /// <summary><c>span.db.statement</c>.</summary>
    public string? Statement { get; init; }

    /// <summary><c>http.request.method</c>.</summary>
    public string? Method { get; init; }

    /// <summary><c>url.full</c> or <c>url.original</c>.</summary>
    public string? Url { get; init; }

    /// <summary><c>span.destination.service.resource</c>.</summary>
    public string? Destination { get; init; }

    /// <summary>How many calls the agent folded into this span (<c>span.composite.count</c>); 1 as a rule.</summary>
    public int CallCount { get; init; } = 1;

    /// <summary>What the folded calls took together, in microseconds (<c>span.composite.sum.us</c>); the row lasts from the first to the last of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CallSumMicros { get; init; }

    /// <summary>True when the caller went on without waiting (<c>span.sync: false</c>, or a message).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAsync { get; init; }

    /// <summary>True when no end is known: it came without one, or has not come yet although what it did has, moments ago.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnfinished { get; init; }

    /// <summary>Rows that a statement changed or found (<c>span.db.rows_affected</c>).</summary>
    public long? RowsAffected { get; init; }

    /// <summary>What the row says it continues or belongs to (<c>span.links</c>).</summary>
    public IReadOnlyList<SpanLink>? Links { get; init; }

    /// <summary>Errors recorded under this row itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ErrorCount { get; init; }

    /// <summary>Spans of this transaction that the agent counted but never sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DroppedSpans { get; init; }

    /// <summary>Of these, those of which the agent said what they were (<c>transaction.dropped_spans_stats</c>).</summary>
    public IReadOnlyList<LostSpans>? Lost { get; init; }
}
