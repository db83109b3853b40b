using System.Text.Json;
using Ashiato.Console.Api;
using Ashiato.Console.Calls;
using Ashiato.Console.Formatting;
using Ashiato.Query.Findings;

namespace Ashiato.Console.Findings;

/// <summary>Findings in words: what is so, and what to do about it.</summary>
internal static class FindingSentences
{
    private static readonly JsonSerializerOptions s_json = MakeOptions();

    /// <summary>What is so.</summary>
    public static string Claim(Finding finding) => finding.Kind switch
    {
        FindingKind.CalledInLoop => Texts.FindLoop.With(CallNames.PerRequestInWords(finding.PerRequest)),
        FindingKind.OneAfterTheOther => Texts.FindSerial.With(CallNames.PerRequestInWords(finding.PerRequest)),
        FindingKind.Waiting when finding.IsForConnection => Texts.FindPool.With(Figures.Percent(finding.Share)),
        FindingKind.Waiting => Texts.FindWaiting.With(Figures.Percent(finding.Share)),
        FindingKind.ConnectionEachTime => Texts.FindConnection.With(Figures.Percent(finding.Share)),
        FindingKind.PreparedEachTime => Texts.FindPrepare.With(Figures.Percent(finding.Share)),
        FindingKind.BigAnswers => Texts.FindBig.With(Figures.Number(finding.Size)),
        FindingKind.MissingContext => Texts.FindContext.With(Figures.Percent(finding.Share)),
        FindingKind.SlowStart => Texts.FindStart.With(Figures.Number(finding.Times)),
        FindingKind.LockedWhileCalling => Texts.FindLockedCall.With(Figures.Percent(finding.Share)),
        FindingKind.OwnWork => Texts.FindOwnWork.With(Figures.Percent(finding.Share)),
        _ => Texts.FindInstance.With(finding.Instance, Figures.Number(finding.Times)),
    };

    /// <summary>For how many days a finding can be muted with one click; <see langword="null"/> for good.</summary>
    public static IReadOnlyList<(double? Days, Func<string> Text)> MuteChoices { get; } = [(1, () => Texts.MuteForDay), (7, () => Texts.MuteForWeek), (null, () => Texts.MuteForGood)];

    /// <summary>What <c>/api/findings/mutes</c> is told to mute a finding.</summary>
    public static string MuteBody(Finding finding, double? days) => JsonSerializer.Serialize(
        new MuteRequest(finding.Kind, finding.Service, finding.Transaction, finding.Call?.Text, finding.Call?.System, finding.Instance, days, null), s_json);

    /// <summary>Who muted a finding, and until when.</summary>
    public static string Muted(FindingMute mute, ReaderClock clock)
    {
        string by = mute.By is { } name ? Texts.MutedBy.With(name) : Texts.Muted;
        return mute.UntilMicros is { } until ? Texts.MutedUntil.With(by, $"{clock.Date(until)} {clock.Seconds(until)[..5]}") : by;
    }

    /// <summary>What to do about it.</summary>
    public static string Advice(Finding finding) => finding.Kind switch
    {
        FindingKind.CalledInLoop => Texts.MendLoop,
        FindingKind.OneAfterTheOther => finding.Others.Count == 0 ? Texts.MendSerial : Texts.MendSerialDifferent.With(string.Join(", ", finding.Others.Select(static call => call.Text))),
        FindingKind.Waiting => finding.IsForConnection ? Texts.MendPool : Texts.MendWaiting,
        FindingKind.ConnectionEachTime => Texts.MendConnection,
        FindingKind.PreparedEachTime => Texts.MendPrepare,
        FindingKind.BigAnswers => Texts.MendBig,
        FindingKind.MissingContext => Texts.MendContext,
        FindingKind.SlowStart => Texts.MendStart,
        FindingKind.LockedWhileCalling => Texts.MendLockedCall,
        FindingKind.OwnWork => Texts.MendOwnWork,
        _ => Texts.MendInstance,
    };

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(options);
        return options;
    }
}
