using Ashiato.Query.Transactions;

namespace Ashiato.Query.Calls;

/// <summary>One kind of call in a period.</summary>
/// <param name="Group">Its numbers.</param>
/// <param name="Distribution">How long its calls took.</param>
/// <param name="Slowest">The slowest calls, each with the statement or address as it was sent.</param>
public sealed record CallDetails(CallGroup Group, LatencyDistribution Distribution, IReadOnlyList<CallExample> Slowest);
