namespace Ashiato.Query.Traces;

/// <summary>A log line of a trace, or an event of a span.</summary>
/// <param name="SpanId">The span, or else the transaction, in which it was written; <see langword="null"/> when it names none.</param>
/// <param name="TimestampMicros">When.</param>
/// <param name="Level"><c>log.level</c>.</param>
/// <param name="Logger"><c>log.logger</c>.</param>
/// <param name="Message"><c>message</c>; of a span's event, its name.</param>
/// <param name="Service"><c>service.name</c>.</param>
public sealed record TraceLog(string? SpanId, long TimestampMicros, string? Level, string? Logger, string Message, string? Service);
