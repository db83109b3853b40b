namespace Ashiato.Query.Errors;

/// <summary>One occurrence of an error.</summary>
/// <param name="Id"><c>error.id</c>.</param>
/// <param name="TimestampMicros">When, in microseconds since the Unix epoch (UTC).</param>
/// <param name="TraceId"><c>trace.id</c>, if it happened in a trace.</param>
/// <param name="TransactionId"><c>transaction.id</c>.</param>
public sealed record ErrorSample(string Id, long TimestampMicros, string? TraceId, string? TransactionId);
