namespace Ashiato.Query;

/// <summary>Transactions over time. Every interval of the period has its point, also those in which nothing happened.</summary>
/// <param name="IntervalMicros">The length of an interval in microseconds.</param>
/// <param name="Points">Oldest first.</param>
public sealed record TimeSeries(long IntervalMicros, IReadOnlyList<TimePoint> Points);
