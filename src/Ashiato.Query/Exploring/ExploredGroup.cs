namespace Ashiato.Query.Exploring;

/// <summary>Events that share values.</summary>
/// <param name="Keys">The values, one a field grouped by; <see langword="null"/> for events without one.</param>
/// <param name="Count">How many.</param>
/// <param name="FailedCount">How many failed.</param>
/// <param name="TotalMicros">How long they took together; <see langword="null"/> for what takes no time.</param>
/// <param name="Latency">How long they took.</param>
/// <param name="Counts">How many in each interval.</param>
/// <param name="Averages">How long they took on average in each interval, in microseconds.</param>
public sealed record ExploredGroup(
    IReadOnlyList<string?> Keys, long Count, long FailedCount, double? TotalMicros, Latency? Latency, IReadOnlyList<double> Counts, IReadOnlyList<double?> Averages);
