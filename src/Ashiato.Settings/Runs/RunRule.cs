using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Settings.Runs;

/// <summary>Says where runs begin and end.</summary>
public sealed record RunRule
{
    /// <summary>What makes a run begin.</summary>
    public required RunRuleKind Kind { get; init; }

    /// <summary>The condition on the transaction that begins a run, in the Kibana Query Language; of <see cref="RunRuleKind.Request"/>.</summary>
    public string? Kql { get; init; }

    /// <summary>Whose versions; of <see cref="RunRuleKind.Version"/>.</summary>
    public string? Service { get; init; }

    /// <summary>So long without a request ends a run. Default 5 s, from 1 s to 1 h.</summary>
    public double SilenceSeconds { get; init; } = 5;

    /// <summary>A run that finds no silence ends after so long. Default 60 min, from 1 min to a day.</summary>
    public double LongestMinutes { get; init; } = 60;

    /// <summary>The field that holds the score, such as <c>numeric_labels.score</c>: its newest value in the run; <see langword="null"/> for none.</summary>
    public string? ScoreField { get; init; }

    /// <summary>When the rule was made. Runs of the day before are found as well.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What the rule finds, as a text: the same for rules that find the same.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Kind}|{Kql}|{Service}|{SilenceSeconds}|{LongestMinutes}");

    /// <summary>What is wrong with it; <see langword="null"/> when nothing is.</summary>
    public Refused? Problem => this switch
    {
        { Kind: RunRuleKind.Request } when string.IsNullOrWhiteSpace(Kql) => new(SettingsRefusal.RunRuleCondition, $"A rule by request needs a condition, such as: transaction.name : \"POST /initialize\"."),
        { Kind: RunRuleKind.Version } when string.IsNullOrWhiteSpace(Service) => new(SettingsRefusal.RunRuleService, $"A rule by version needs the name of a service."),
        { SilenceSeconds: not (>= 1 and <= 3_600) } => new(SettingsRefusal.RunRuleSilence, $"The silence is {SilenceSeconds} s; choose from 1 to 3600."),
        { LongestMinutes: not (>= 1 and <= 1_440) } => new(SettingsRefusal.RunRuleLongest, $"The longest run is {LongestMinutes} min; choose from 1 to 1440."),
        { Kql.Length: > 8_000 } or { Service.Length: > 1_024 } or { ScoreField.Length: > 1_024 } => new(SettingsRefusal.RunRuleLength, $"A text of the rule is too long."),
        _ => null,
    };
}
