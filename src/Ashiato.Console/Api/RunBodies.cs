using Ashiato.Query.Runs.Diff;
using Ashiato.Settings.Runs;

namespace Ashiato.Console.Api;

/// <summary>A run.</summary>
/// <param name="Number">Its number.</param>
/// <param name="FromMicros">Its first moment.</param>
/// <param name="ToMicros">The first moment after it; absent while it goes on.</param>
/// <param name="Version">The version that ran.</param>
/// <param name="Commit">The commit that ran.</param>
/// <param name="Memo">What was changed.</param>
/// <param name="Score">How good it was.</param>
/// <param name="IsRecorded">False when agents recorded nothing.</param>
/// <param name="IsFound">True when a rule found it; false when it was marked.</param>
internal sealed record RunAnswer(int Number, long FromMicros, long? ToMicros, string? Version, string? Commit, string? Memo, double? Score, bool IsRecorded, bool IsFound)
{
    public static RunAnswer Of(Run run) => new(run.Number, run.FromMicros, run.ToMicros, run.Version, run.Commit, run.Memo, run.Score, run.IsRecorded, run.Rule is not null);
}

/// <summary>What is said of a run.</summary>
/// <param name="FromMicros">Its first moment; now, or as it was, without it.</param>
/// <param name="ToMicros">The first moment after it; without it, it goes on, or ends as it did.</param>
/// <param name="Version">The version that runs.</param>
/// <param name="Commit">The commit that runs.</param>
/// <param name="Memo">What was changed.</param>
/// <param name="Score">How good it was.</param>
internal sealed record RunRequest(long? FromMicros, long? ToMicros, string? Version, string? Commit, string? Memo, double? Score)
{
    public Run Said(Run run) => run with
    {
        FromMicros = FromMicros ?? run.FromMicros,
        ToMicros = ToMicros ?? run.ToMicros,
        Version = Text(Version),
        Commit = Text(Commit),
        Memo = Text(Memo),
        Score = Score,
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>How a run ended.</summary>
/// <param name="Score">Its score; as it was, without it.</param>
internal sealed record RunStopRequest(double? Score);

/// <summary>A difference with its runs and its causes in words.</summary>
/// <param name="Before">The run that is compared with, when it is one.</param>
/// <param name="After">The run that is asked about, when it is one.</param>
/// <param name="Sentences">The causes as sentences, in the language of the request.</param>
/// <param name="Diff">The difference.</param>
internal sealed record RunDiffAnswer(RunAnswer? Before, RunAnswer? After, IReadOnlyList<string> Sentences, RunDiff Diff);

/// <summary>A rule that finds runs.</summary>
/// <param name="Kind">What makes a run begin.</param>
/// <param name="Kql">The condition on the transaction that begins one.</param>
/// <param name="Service">Whose versions.</param>
/// <param name="SilenceSeconds">So long without a request ends one. Default 5.</param>
/// <param name="LongestMinutes">One that finds no silence ends after so long. Default 60.</param>
/// <param name="ScoreField">The field that holds the score.</param>
internal sealed record RunRuleBody(RunRuleKind? Kind, string? Kql, string? Service, double? SilenceSeconds, double? LongestMinutes, string? ScoreField)
{
    public static RunRuleBody Of(RunRule rule) => new(rule.Kind, rule.Kql, rule.Service, rule.SilenceSeconds, rule.LongestMinutes, rule.ScoreField);

    /// <exception cref="ArgumentException">The kind is missing.</exception>
    public RunRule ToRule()
    {
        if (Kind is not { } kind) throw new ArgumentException("'kind' is missing; write request, silence or version.");
        var rule = new RunRule
        {
            Kind = kind,
            Kql = kind == RunRuleKind.Request ? Kql?.Trim() : null,
            Service = kind == RunRuleKind.Version ? Service?.Trim() : null,
            ScoreField = string.IsNullOrWhiteSpace(ScoreField) ? null : ScoreField.Trim(),
        };
        return rule with { SilenceSeconds = SilenceSeconds ?? rule.SilenceSeconds, LongestMinutes = LongestMinutes ?? rule.LongestMinutes };
    }
}
