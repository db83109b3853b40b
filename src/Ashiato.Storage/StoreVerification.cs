namespace Ashiato.Storage;

/// <summary>What a check of a store's files came to.</summary>
/// <param name="FileCount">How many files were read.</param>
/// <param name="SizeBytes">How many bytes they have.</param>
/// <param name="EventCount">How many events were found in good segments, and in the log.</param>
/// <param name="Findings">What was found, damage first; at most <see cref="MaxFindings"/>.</param>
public sealed record StoreVerification(long FileCount, long SizeBytes, long EventCount, IReadOnlyList<StoreFinding> Findings)
{
    /// <summary>The most findings that are told of: more say nothing new.</summary>
    public const int MaxFindings = 1_000;

    /// <summary>True when nothing is damaged.</summary>
    public bool IsSound => !Findings.Any(static finding => finding.IsDamage);
}
