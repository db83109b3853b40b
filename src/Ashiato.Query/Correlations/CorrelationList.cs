namespace Ashiato.Query.Correlations;

/// <summary>What the slow, or the failed, transactions of a group have in common.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="OtherCount">How many others there are.</param>
/// <param name="Values">What they have more often than the others; what tells them apart best, first.</param>
/// <param name="FieldCount">How many fields were looked at.</param>
public sealed record CorrelationList(long Count, long OtherCount, IReadOnlyList<Correlation> Values, int FieldCount);
