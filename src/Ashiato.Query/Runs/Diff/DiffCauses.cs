using Ashiato.Query.Calls;
using Ashiato.Query.Findings;

namespace Ashiato.Query.Runs.Diff;

/// <summary>Finds what made the difference between two stretches of time. It rather says nothing than something that chance may have made.</summary>
internal static class DiffCauses
{
    private const int Most = 12;

    // Less of the time of all requests is not worth a sentence, and a smaller change may be chance.
    private const double LeastShareOfTime = 0.01;
    private const double LeastTimes = 1.3;
    private const double LeastCallsTimes = 1.25;
    private const double LeastFailures = 1;

    /// <summary>The causes: failures first, then what weighs most.</summary>
    public static IReadOnlyList<DiffCause> Of(IReadOnlyList<EndpointChange> endpoints, CallDifferences calls, (FindingList Before, FindingList After) findings, double totalMicros)
    {
        double least = Math.Max(1, totalMicros * LeastShareOfTime);
        DiffCause[] byTime = [.. calls.Uses.SelectMany(OfCall), .. calls.OwnTimes().Select(OfOwnTime).OfType<DiffCause>(), .. OfFindings(findings.Before, findings.After)];
        return [.. endpoints.Select(OfFailures).OfType<DiffCause>().OrderByDescending(static cause => Math.Abs(cause.After!.Value - cause.Before!.Value))
            .Concat(byTime.Where(cause => Weight(cause) >= least).OrderByDescending(Weight))
            .Take(Most)];
    }

    private static IEnumerable<DiffCause> OfCall(UseChange use)
    {
        // An endpoint that came or went says so itself.
        if (use.Before.Requests == 0 || use.After.Requests == 0) yield break;
        var (before, after) = (use.Before, use.After);
        if (before.Calls == 0 || after.Calls == 0)
        {
            if (before.Calls == 0 && after.Calls == 0) yield break;
            bool isNew = before.Calls == 0;
            yield return Cause(isNew ? DiffCauseKind.NewCall : DiffCauseKind.VanishedCall, before.Calls, after.Calls, use.GainedMicros);
            yield break;
        }
        if (Times(before.Calls, after.Calls) >= LeastCallsTimes)
            yield return Cause(after.Calls < before.Calls ? DiffCauseKind.FewerCalls : DiffCauseKind.MoreCalls, before.Calls, after.Calls, use.GainedByCalls);
        if (Times(before.Average, after.Average) >= LeastTimes)
            yield return Cause(after.Average < before.Average ? DiffCauseKind.CallFaster : DiffCauseKind.CallSlower, before.Average, after.Average, use.GainedByTime);

        DiffCause Cause(DiffCauseKind kind, double first, double second, double gained) =>
            new() { Kind = kind, Endpoint = use.Endpoint, Call = use.Kind, Before = first, After = second, GainedMicros = gained };
    }

    private static DiffCause? OfOwnTime((Endpoint Endpoint, double Before, double After, long Count) own) => Times(own.Before, own.After) < LeastTimes ? null : new DiffCause
    {
        Kind = own.After < own.Before ? DiffCauseKind.OwnTimeLess : DiffCauseKind.OwnTimeMore,
        Endpoint = own.Endpoint,
        Before = own.Before,
        After = own.After,
        GainedMicros = (own.Before - own.After) * own.Count,
    };

    private static DiffCause? OfFailures(EndpointChange change)
    {
        if (change.Before is not { Count: > 0 } before || change.After is not { Count: > 0 } after) return null;
        // As many as there would have been among so many requests.
        double expected = (double)before.FailedCount / before.Count * after.Count;
        if (Math.Abs(after.FailedCount - expected) < LeastFailures || Times(Math.Max(1, expected), Math.Max(1, after.FailedCount)) < LeastTimes) return null;
        return new DiffCause
        {
            Kind = after.FailedCount > expected ? DiffCauseKind.MoreFailures : DiffCauseKind.FewerFailures,
            Endpoint = change.Endpoint,
            Before = expected,
            After = after.FailedCount,
            GainedMicros = 0,
        };
    }

    private static IEnumerable<DiffCause> OfFindings(FindingList before, FindingList after)
    {
        foreach (var gone in Without(before, after)) yield return Cause(DiffCauseKind.FindingGone, gone, gone.SavingMicros);
        foreach (var found in Without(after, before)) yield return Cause(DiffCauseKind.FindingNew, found, -found.SavingMicros);

        static DiffCause Cause(DiffCauseKind kind, Finding finding, double gained) =>
            new() { Kind = kind, Endpoint = new Endpoint(finding.Service, finding.Transaction ?? ""), Call = finding.Call, Finding = finding, GainedMicros = gained };

        // A loop that is gone is told by the calls that are not made any more, and own work by own time.
        static IEnumerable<Finding> Without(FindingList these, FindingList those)
        {
            var known = those.Findings.Select(static one => one.Id).ToHashSet();
            return these.Findings.Where(one => one.Kind is not (FindingKind.CalledInLoop or FindingKind.OwnWork) && !known.Contains(one.Id));
        }
    }

    /// <summary>What a cause is worth in a list: of findings that save nobody knows how much, what they are about.</summary>
    private static double Weight(DiffCause cause) => cause.Finding is { SavingMicros: 0 } finding ? finding.CostMicros : Math.Abs(cause.GainedMicros);

    private static double Times(double before, double after) => before <= 0 || after <= 0 ? (before == after ? 1 : double.PositiveInfinity) : Math.Max(before / after, after / before);
}
