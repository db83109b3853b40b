namespace Ashiato.Query.Correlations;

/// <summary>A value that some transactions have more often than all of them.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value, as a query writes it.</param>
/// <param name="Count">How many of those that were asked about have it.</param>
/// <param name="Share">Their part of those that were asked about, 0 to 1.</param>
/// <param name="OtherShare">The part of the others that have it, 0 to 1.</param>
public sealed record Correlation(string Field, string Value, long Count, double Share, double OtherShare);
