using Ashiato.Console.Calls;
using Ashiato.Console.Formatting;
using Ashiato.Query.Findings;

namespace Ashiato.Console.Findings;

/// <summary>Findings in words: what is so, and what to do about it.</summary>
internal static class FindingSentences
{
    /// <summary>What is so.</summary>
    public static string Claim(Finding finding) => finding.Kind switch
    {
        FindingKind.CalledInLoop => Texts.FindLoop.With(CallNames.PerRequest(finding.PerRequest)),
        FindingKind.OneAfterTheOther => Texts.FindSerial.With(CallNames.PerRequest(finding.PerRequest)),
        FindingKind.Waiting => Texts.FindWaiting.With(Figures.Percent(finding.Share)),
        FindingKind.ConnectionEachTime => Texts.FindConnection.With(Figures.Percent(finding.Share)),
        FindingKind.PreparedEachTime => Texts.FindPrepare.With(Figures.Percent(finding.Share)),
        FindingKind.BigAnswers => Texts.FindBig.With(Figures.Number(finding.Size)),
        FindingKind.MissingContext => Texts.FindContext.With(Figures.Percent(finding.Share)),
        FindingKind.SlowStart => Texts.FindStart.With(Figures.Number(finding.Times)),
        _ => Texts.FindInstance.With(finding.Instance, Figures.Number(finding.Times)),
    };

    /// <summary>What to do about it.</summary>
    public static string Advice(Finding finding) => finding.Kind switch
    {
        FindingKind.CalledInLoop => Texts.MendLoop,
        FindingKind.OneAfterTheOther => finding.Others.Count == 0 ? Texts.MendSerial : Texts.MendSerialDifferent.With(string.Join(", ", finding.Others.Select(static call => call.Text))),
        FindingKind.Waiting => Texts.MendWaiting,
        FindingKind.ConnectionEachTime => Texts.MendConnection,
        FindingKind.PreparedEachTime => Texts.MendPrepare,
        FindingKind.BigAnswers => Texts.MendBig,
        FindingKind.MissingContext => Texts.MendContext,
        FindingKind.SlowStart => Texts.MendStart,
        _ => Texts.MendInstance,
    };
}
