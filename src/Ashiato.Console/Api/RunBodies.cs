using Ashiato.Model;
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

/// <summary>What is said of a run. What is absent stays as it was; null takes it away.</summary>
internal sealed class RunRequest
{
    // The reader of JSON sets what is there, and nothing else.
    private Func<Run, Run> _said = static run => run;

    /// <summary>Its first moment; now, or as it was, without it.</summary>
    public long? FromMicros { get; set; }

    /// <summary>The first moment after it; without it, it goes on, or ends as it did.</summary>
    public long? ToMicros { get; set; }

    /// <summary>The version that runs.</summary>
    public string? Version
    {
        get;
        set
        {
            field = Text(value);
            Say(run => run with { Version = Version });
        }
    }

    /// <summary>The commit that runs.</summary>
    public string? Commit
    {
        get;
        set
        {
            field = Text(value);
            Say(run => run with { Commit = Commit });
        }
    }

    /// <summary>What was changed.</summary>
    public string? Memo
    {
        get;
        set
        {
            field = Text(value);
            Say(run => run with { Memo = Memo });
        }
    }

    /// <summary>How good it was.</summary>
    public double? Score
    {
        get;
        set
        {
            field = value;
            Say(run => run with { Score = Score });
        }
    }

    public Run Said(Run run) => _said(run) with { FromMicros = FromMicros ?? run.FromMicros, ToMicros = ToMicros ?? run.ToMicros };

    private void Say(Func<Run, Run> change)
    {
        var before = _said;
        _said = run => change(before(run));
    }

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
        if (Kind is not { } kind) throw new RefusedException(ApiRefusal.RunRuleKindMissing, $"'kind' is missing; write request, silence or version.");
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
