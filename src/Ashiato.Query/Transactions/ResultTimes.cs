namespace Ashiato.Query.Transactions;

/// <summary>Transactions by result over time.</summary>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
/// <param name="Results">Results, most transactions first.</param>
public sealed record ResultTimes(long FirstMicros, long IntervalMicros, IReadOnlyList<ResultTime> Results);
