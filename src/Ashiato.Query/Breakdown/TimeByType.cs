namespace Ashiato.Query.Breakdown;

/// <summary>What a service spends its time with.</summary>
/// <param name="FirstMicros">Where the first interval begins, microseconds since the Unix epoch (UTC).</param>
/// <param name="IntervalMicros">The length of an interval.</param>
/// <param name="Types">Kinds of work, most time first.</param>
/// <param name="IsOwnTime">
/// True when time counts once, for whatever was at work: agents say so. False when it is the sum of what spans took, which counts twice
/// what ran beside or inside of each other.
/// </param>
public sealed record TimeByType(long FirstMicros, long IntervalMicros, IReadOnlyList<TypeTime> Types, bool IsOwnTime);
