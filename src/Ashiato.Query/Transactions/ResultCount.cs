namespace Ashiato.Query.Transactions;

/// <summary>How many transactions had a result.</summary>
/// <param name="Result"><c>transaction.result</c>, such as <c>HTTP 2xx</c>; empty when none was sent.</param>
/// <param name="Count">How many.</param>
public sealed record ResultCount(string Result, long Count);
