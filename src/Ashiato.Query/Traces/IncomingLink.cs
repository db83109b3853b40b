namespace Ashiato.Query.Traces;

/// <summary>A span or transaction elsewhere that links to a span of the trace.</summary>
/// <param name="To">The linked span of this trace.</param>
/// <param name="TraceId"><c>trace.id</c> of the one that links.</param>
/// <param name="SpanId">Its <c>span.id</c> or <c>transaction.id</c>.</param>
/// <param name="Service">Its <c>service.name</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="TimestampMicros">Its start, in microseconds since the Unix epoch (UTC).</param>
public sealed record IncomingLink(string To, string TraceId, string SpanId, string Service, string Name, long TimestampMicros);
