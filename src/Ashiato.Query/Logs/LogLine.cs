namespace Ashiato.Query.Logs;

/// <summary>One line of a log.</summary>
/// <param name="TimestampMicros">When, in microseconds since the Unix epoch (UTC).</param>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Level"><c>log.level</c>.</param>
/// <param name="Logger"><c>log.logger</c>.</param>
/// <param name="Message"><c>message</c>.</param>
/// <param name="TraceId"><c>trace.id</c>, when it was written in a trace.</param>
/// <param name="TransactionId"><c>transaction.id</c>.</param>
/// <param name="SpanId"><c>span.id</c>.</param>
public sealed record LogLine(long TimestampMicros, string? Service, string? Level, string? Logger, string Message, string? TraceId, string? TransactionId, string? SpanId);
