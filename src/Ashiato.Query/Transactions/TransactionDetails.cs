using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>One transaction group in a period.</summary>
/// <param name="Group">Its numbers.</param>
/// <param name="Series">Over time.</param>
/// <param name="Distribution">How its durations spread.</param>
/// <param name="Results">Transactions by <c>transaction.result</c>, most first.</param>
/// <param name="Source">What the store counted for the numbers: events, or summaries of them.</param>
public sealed record TransactionDetails(
    TransactionGroup Group, TimeSeries Series, LatencyDistribution Distribution, IReadOnlyList<ResultCount> Results, GroupSource Source = GroupSource.Rows);
