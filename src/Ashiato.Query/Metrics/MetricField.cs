namespace Ashiato.Query.Metrics;

/// <summary>A metric that a service reports.</summary>
/// <param name="Name">Its name, such as <c>system.cpu.total.norm.pct</c>.</param>
/// <param name="IsHistogram">True when each report is a distribution.</param>
/// <param name="Count">About how many times it was reported.</param>
public sealed record MetricField(string Name, bool IsHistogram, long Count);
