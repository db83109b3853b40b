using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>What was found in a period, most to be won first.</summary>
/// <param name="Findings">The findings; muted ones are marked.</param>
/// <param name="Evidence">On how many requests they rest.</param>
public sealed record FindingList(IReadOnlyList<Finding> Findings, Evidence Evidence)
{
    /// <summary>The same, with those marked that are muted at a moment.</summary>
    public FindingList With(IReadOnlyList<FindingMute> mutes, DateTimeOffset now)
    {
        long nowMicros = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var current = mutes.Where(mute => mute.UntilMicros is not { } until || until > nowMicros).ToDictionary(static mute => mute.Id);
        return current.Count == 0 ? this : this with { Findings = [.. Findings.Select(finding => finding with { Mute = current.GetValueOrDefault(finding.Id) })] };
    }
}
