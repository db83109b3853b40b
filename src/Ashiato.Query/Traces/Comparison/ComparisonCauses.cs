namespace Ashiato.Query.Traces.Comparison;

/// <summary>Decides why one trace took longer or shorter than another.</summary>
/// <remarks>
/// From the root down: calls that are new, gone, or ran a different number of times explain their time and everything below them. Where the
/// number stayed, a call explains only what it took itself, and what is below it is asked in turn. So the time is told once, at the highest
/// place that changed.
/// </remarks>
internal static class ComparisonCauses
{
    /// <summary>More reasons than this nobody reads.</summary>
    public const int Most = 8;

    // Of the difference between the traces.
    private const double WorthTelling = 0.02;

    /// <summary>The causes, most time first.</summary>
    /// <param name="calls">Aligned calls, parents before children.</param>
    /// <param name="gapMicros">How much longer the second trace took.</param>
    public static IReadOnlyList<ComparisonCause> Of(IReadOnlyList<ComparedCalls> calls, long gapMicros)
    {
        var causes = new List<ComparisonCause>();
        bool[] isExplained = new bool[calls.Count];
        for (int i = 0; i < calls.Count; i++)
        {
            var one = calls[i];
            bool isBelowCause = one.Parent >= 0 && isExplained[one.Parent];
            bool isOtherNumber = one.Change is CallChange.New or CallChange.Gone or CallChange.MoreOften or CallChange.LessOften;
            isExplained[i] = isBelowCause || isOtherNumber;
            if (isBelowCause) continue;
            long delta = isOtherNumber ? one.DeltaMicros : one.B!.SelfMicros - one.A!.SelfMicros;
            var change = isOtherNumber ? one.Change : delta > 0 ? CallChange.Slower : CallChange.Faster;
            if (Math.Abs(delta) > WorthTelling * Math.Abs(gapMicros)) causes.Add(new ComparisonCause(i, change, delta));
        }
        return [.. causes.OrderByDescending(cause => Math.Abs(cause.DeltaMicros)).Take(Most)];
    }
}
