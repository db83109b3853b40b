namespace Ashiato.Query.Transactions;

/// <summary>How the transactions of one group went over time.</summary>
/// <param name="Name"><c>transaction.name</c>, or what a route rule makes of several.</param>
/// <param name="TotalMicros">Time spent in all together, in microseconds.</param>
/// <param name="Points">A point for every interval of the period, oldest first.</param>
public sealed record GroupSeries(string Name, double TotalMicros, IReadOnlyList<GroupPoint> Points);
