namespace Ashiato.Query.Metrics;

/// <summary>A metric over time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
/// <param name="Series">By group, greatest first; one when it is not grouped.</param>
/// <param name="GroupCount">How many groups there are; more than are shown when they are many.</param>
public sealed record MetricChart(string Name, long FirstMicros, long IntervalMicros, IReadOnlyList<MetricSeries> Series, int GroupCount);
