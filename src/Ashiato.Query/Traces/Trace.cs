namespace Ashiato.Query.Traces;

/// <summary>One trace as a tree of rows, ready to be drawn: parents before children, siblings by start.</summary>
/// <remarks>All offsets are microseconds since <see cref="StartMicros"/>, after clocks have been shifted.</remarks>
public sealed record Trace
{
    /// <summary>32 lower-case hex digits, or the text an agent sent instead.</summary>
    public required string TraceId { get; init; }

    /// <summary>The earliest start of any row, in microseconds since the Unix epoch (UTC).</summary>
    public required long StartMicros { get; init; }

    /// <summary>From the earliest start to the latest end, in microseconds.</summary>
    public required long DurationMicros { get; init; }

    /// <summary>The services that took part, in order of their first row. Rows name them by index.</summary>
    public required IReadOnlyList<TraceService> Services { get; init; }

    /// <summary>The rows in display order: depth first, so that a row's parent is always before it.</summary>
    public required IReadOnlyList<TraceRow> Rows { get; init; }

    /// <summary>The steps that determined the duration, oldest first; they do not overlap.</summary>
    public required IReadOnlyList<CriticalStep> CriticalPath { get; init; }

    /// <summary>Errors that were recorded in this trace, oldest first.</summary>
    public required IReadOnlyList<TraceError> Errors { get; init; }

    /// <summary>Spans that agents counted but never sent (<c>transaction.span_count.dropped</c>).</summary>
    public required long DroppedSpans { get; init; }

    /// <summary>True when the store held more events of this trace than <see cref="Rows"/> shows.</summary>
    public required bool IsTruncated { get; init; }
}

/// <summary>A service as it appears in one trace.</summary>
public sealed record TraceService(string Name, string? AgentName, string? Language, string? Version, string? Environment);

/// <summary>What a row of a trace stands for.</summary>
public enum TraceRowKind
{
    /// <summary>A request, message or job that a service handled.</summary>
    Transaction,

    /// <summary>A timed step inside a transaction.</summary>
    Span,

    /// <summary>A parent that rows refer to and that never arrived. Its times are those of its children.</summary>
    Missing,
}

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
    public long ShiftMicros { get; init; }

    /// <summary>True when <c>event.outcome</c> is <c>failure</c>.</summary>
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

    /// <summary>Errors recorded under this row itself.</summary>
    public int ErrorCount { get; init; }

    /// <summary>Spans of this transaction that the agent counted but never sent.</summary>
    public long DroppedSpans { get; init; }
}

/// <summary>A stretch of the critical path: during it, nothing but <see cref="Row"/> kept the trace waiting.</summary>
/// <param name="Row">Index into <see cref="Trace.Rows"/>.</param>
/// <param name="FromMicros">Start, in microseconds since the start of the trace.</param>
/// <param name="ToMicros">End, likewise.</param>
public sealed record CriticalStep(int Row, long FromMicros, long ToMicros);

/// <summary>An error inside a trace.</summary>
/// <param name="Id"><c>error.id</c>.</param>
/// <param name="Row">Index of the row under which it was recorded, or −1.</param>
/// <param name="OffsetMicros">Microseconds since the start of the trace.</param>
/// <param name="Type">Type of the first exception, or null.</param>
/// <param name="Message">The message.</param>
public sealed record TraceError(string Id, int Row, long OffsetMicros, string? Type, string Message);
