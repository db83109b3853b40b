namespace Ashiato.Query.Traces;

/// <summary>A moment that an agent marked in a transaction, such as a page's first byte.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Group">The agent's word for the kind of mark, such as <c>agent</c> or <c>navigationTiming</c>.</param>
/// <param name="Name">Its name, such as <c>timeToFirstByte</c>.</param>
/// <param name="AtMicros">Microseconds after the transaction's start.</param>
public sealed record TraceMark(string TransactionId, string Group, string Name, double AtMicros);
