namespace Ashiato.Query.Transactions;

/// <summary>One transaction of a group, to be looked at as a timeline.</summary>
/// <param name="TraceId"><c>trace.id</c>.</param>
/// <param name="TransactionId"><c>transaction.id</c>.</param>
/// <param name="TimestampMicros">Its start, microseconds since the Unix epoch (UTC).</param>
/// <param name="DurationMicros">Its duration.</param>
/// <param name="IsFailed">True when its outcome is failure.</param>
/// <param name="Result"><c>transaction.result</c>.</param>
public sealed record TransactionSample(string TraceId, string TransactionId, long TimestampMicros, long DurationMicros, bool IsFailed, string? Result);
