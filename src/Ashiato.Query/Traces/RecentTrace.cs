namespace Ashiato.Query.Traces;

/// <summary>A trace in a list, told by its first transaction.</summary>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="TransactionId"><c>transaction.id</c> of its first transaction.</param>
/// <param name="Service">The service that began it.</param>
/// <param name="Name"><c>transaction.name</c>.</param>
/// <param name="TimestampMicros">Its start, microseconds since the Unix epoch (UTC).</param>
/// <param name="DurationMicros">Duration of the first transaction.</param>
/// <param name="IsFailed">True when its outcome is failure.</param>
/// <param name="Result"><c>transaction.result</c>.</param>
public sealed record RecentTrace(string TraceId, string TransactionId, string Service, string Name, long TimestampMicros, long DurationMicros, bool IsFailed, string? Result);
