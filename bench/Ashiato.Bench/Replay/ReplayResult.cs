namespace Ashiato.Bench.Replay;

/// <summary>What became of a payload.</summary>
/// <param name="FieldCount">How many fields were expected.</param>
/// <param name="EqualCount">How many of them are as expected.</param>
/// <param name="Differences">Each difference, as a line. Values that nobody expected are told, too.</param>
internal sealed record ReplayResult(int FieldCount, int EqualCount, IReadOnlyList<string> Differences);
