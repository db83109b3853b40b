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
