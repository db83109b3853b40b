using System.ComponentModel.DataAnnotations;

namespace Ashiato.Intake.Access;

/// <summary>What those who show neither token nor key may do, where others must show one.</summary>
public sealed class AnonymousOptions
{
    /// <summary>Whether they may do anything. Default: exactly when events of browsers are taken, which cannot keep a secret.</summary>
    public bool? IsAllowed { get; set; }

    /// <summary>The services that they may report for and ask about. Default none named, which means all.</summary>
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>The agents that may report without a secret. None named means all. Default those of browsers.</summary>
    public IReadOnlyList<string> Agents { get; set; } = ["rum-js", "js-base"];

    /// <summary>How many events an address may send a second; three times as many at once. Default 300, from 1 to 1,000,000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Set Intake:Anonymous:EventRate between {1} and {2}.")]
    public int EventRate { get; set; } = 300;

    /// <summary>How many addresses are told apart. Default 1,000, from 1 to 1,000,000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Set Intake:Anonymous:Addresses between {1} and {2}.")]
    public int Addresses { get; set; } = 1_000;
}
