using Ashiato.Console.Calls;
using Ashiato.Console.Findings;
using Ashiato.Console.Formatting;
using Ashiato.Query.Runs.Diff;

namespace Ashiato.Console.Runs;

/// <summary>What made a difference, in words.</summary>
internal static class DiffSentences
{
    private const int LongestCall = 90;

    /// <summary>One cause as a sentence.</summary>
    public static string Of(DiffCause cause) => cause.Kind switch
    {
        DiffCauseKind.CallFaster => Texts.DiffFaster.With(Call(cause), Times(cause), Place(cause), Figures.Duration(cause.After), Figures.Duration(cause.Before)),
        DiffCauseKind.CallSlower => Texts.DiffSlower.With(Call(cause), Times(cause), Place(cause), Figures.Duration(cause.After), Figures.Duration(cause.Before)),
        DiffCauseKind.FewerCalls or DiffCauseKind.MoreCalls => Texts.DiffCalls.With(Call(cause), CallNames.PerRequestInWords(cause.After), CallNames.PerRequestInWords(cause.Before), Place(cause)),
        DiffCauseKind.NewCall => Texts.DiffNewCall.With(Place(cause), Call(cause), CallNames.PerRequestInWords(cause.After)),
        DiffCauseKind.VanishedCall => Texts.DiffNoCall.With(Place(cause), Call(cause)),
        DiffCauseKind.OwnTimeLess => Texts.DiffOwnLess.With(Place(cause), Figures.Duration(cause.After), Figures.Duration(cause.Before)),
        DiffCauseKind.OwnTimeMore => Texts.DiffOwnMore.With(Place(cause), Figures.Duration(cause.After), Figures.Duration(cause.Before)),
        DiffCauseKind.MoreFailures => Failures(cause, cause.After!.Value - cause.Before!.Value, Texts.DiffFailuresMore, Texts.DiffFailureMore),
        DiffCauseKind.FewerFailures => Failures(cause, cause.Before!.Value - cause.After!.Value, Texts.DiffFailuresFewer, Texts.DiffFailureFewer),
        DiffCauseKind.FindingGone => Texts.DiffMended.With(Place(cause), FindingSentences.Claim(cause.Finding!)),
        _ => Texts.DiffFound.With(Place(cause), FindingSentences.Claim(cause.Finding!)),
    };

    /// <summary>What is said when there is no cause.</summary>
    public static string Nothing(RunDiff diff) => IsOfBoth(diff) ? Texts.DiffNothing : Texts.DiffWithoutRequests;

    /// <summary>True when both sides have requests.</summary>
    public static bool IsOfBoth(RunDiff diff) => diff.Before.Figures.RequestCount > 0 && diff.After.Figures.RequestCount > 0;

    /// <summary>A call in as many characters as a sentence bears.</summary>
    public static string Short(string text) => text.Length <= LongestCall ? text : text[..LongestCall] + "…";

    private static string Call(DiffCause cause) => Short(cause.Call?.Text ?? "");

    private static string Place(DiffCause cause) => cause.Endpoint.Name.Length > 0 ? cause.Endpoint.Name : cause.Endpoint.Service;

    private static string Times(DiffCause cause) => Figures.Number(Math.Round(Math.Max(cause.After!.Value / cause.Before!.Value, cause.Before.Value / cause.After.Value), 1));

    private static string Failures(DiffCause cause, double count, string many, string one) =>
        Math.Round(count) is var whole && whole <= 1 ? one.With(Place(cause)) : many.With(Figures.Count((long)whole), Place(cause));
}
