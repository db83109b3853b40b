namespace Ashiato.Query.Transactions;

/// <summary>One transaction group in a period.</summary>
/// <param name="Group">Its numbers.</param>
/// <param name="Series">Over time.</param>
/// <param name="Distribution">How its durations spread.</param>
/// <param name="Results">Transactions by <c>transaction.result</c>, most first.</param>
public sealed record TransactionDetails(TransactionGroup Group, TimeSeries Series, LatencyDistribution Distribution, IReadOnlyList<ResultCount> Results);

/// <summary>How many transactions had a result.</summary>
/// <param name="Result"><c>transaction.result</c>, such as <c>HTTP 2xx</c>; empty when none was sent.</param>
/// <param name="Count">How many.</param>
public sealed record ResultCount(string Result, long Count);
