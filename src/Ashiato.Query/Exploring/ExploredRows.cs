namespace Ashiato.Query.Exploring;

/// <summary>Events that match.</summary>
/// <param name="Rows">In the order asked for.</param>
/// <param name="Next">Where to go on; <see langword="null"/> when this was all.</param>
/// <param name="Count">How many match.</param>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
/// <param name="Counts">How many in each interval.</param>
public sealed record ExploredRows(IReadOnlyList<ExploredRow> Rows, string? Next, long Count, long FirstMicros, long IntervalMicros, IReadOnlyList<double> Counts);
