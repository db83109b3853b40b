namespace Ashiato.Query.Metrics;

/// <summary>A metric over time, of all that report it or of those that share a value.</summary>
/// <param name="Group">The value that they share; empty for all.</param>
/// <param name="Values">One number for every interval; <see langword="null"/> where nothing was reported.</param>
public sealed record MetricSeries(string Group, IReadOnlyList<double?> Values);
