namespace Ashiato.Query.Traces;

/// <summary>What is known along a trace beside its transactions and spans. Moments are microseconds since the Unix epoch (UTC), as they were sent.</summary>
/// <param name="Logs">Log lines and events of spans, oldest first.</param>
/// <param name="Marks">Moments that agents marked in transactions.</param>
/// <param name="LinkedFrom">Spans of other traces that link to a span of this one.</param>
/// <param name="IsTruncated">True when there are more log lines than are told.</param>
public sealed record TraceNotes(IReadOnlyList<TraceLog> Logs, IReadOnlyList<TraceMark> Marks, IReadOnlyList<IncomingLink> LinkedFrom, bool IsTruncated);
