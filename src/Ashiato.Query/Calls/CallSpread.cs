using Ashiato.Query.Transactions;

namespace Ashiato.Query.Calls;

/// <summary>How long calls took, and the slowest of them.</summary>
/// <param name="Distribution">Their durations.</param>
/// <param name="Slowest">The slowest calls, each with the statement or address as it was sent.</param>
public sealed record CallSpread(LatencyDistribution Distribution, IReadOnlyList<CallExample> Slowest);
