namespace Ashiato.Query.Transactions;

/// <summary>Transactions with one result over time.</summary>
/// <param name="Result"><c>transaction.result</c>; empty for those without one.</param>
/// <param name="Count">All of them.</param>
/// <param name="Counts">How many in each interval.</param>
public sealed record ResultTime(string Result, long Count, IReadOnlyList<double> Counts);
