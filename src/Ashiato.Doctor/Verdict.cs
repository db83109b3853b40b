using System.Globalization;
using System.Resources;

namespace Ashiato.Doctor;

/// <summary>What a finding means, for a person: one sentence, what is behind it, and the lines that mend it.</summary>
/// <param name="FailedAt">The step that did not succeed.</param>
/// <param name="IsSerious">True when events do not arrive; false when they do, or when it may be nothing.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Sentence">What happened.</param>
/// <param name="Hint">What is behind it, and what to do.</param>
/// <param name="Mendings">The lines: Ashiato's own first, then those of the client's kind, then of the other kinds; empty where no line helps, or no target is known.</param>
public sealed record Verdict(Step FailedAt, bool IsSerious, string Title, string Sentence, string Hint, IReadOnlyList<Mending> Mendings)
{
    private static readonly ResourceManager s_texts = new("Ashiato.Doctor.Verdicts", typeof(Verdict).Assembly);

    /// <summary>The verdict on a finding.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="target">What lines must name; <see langword="null"/> for none.</param>
    /// <param name="language">English, unless it is Japanese.</param>
    public static Verdict Of(Finding finding, MendingTarget? target, CultureInfo language) => new(
        StepOf(finding.Cause),
        IsSeriousCause(finding.Cause),
        Text(finding.Cause, "Title", finding, target, language),
        Text(finding.Cause, "Sentence", finding, target, language),
        Text(finding.Cause, "Hint", finding, target, language),
        target is null ? [] : MendingLines.For(finding, target));

    private static Step StepOf(Cause cause) => cause switch
    {
        Cause.Delivered => Step.Done,
        Cause.UnknownAuthority or Cause.NameNotInCertificate => Step.Trust,
        Cause.MissingCredentials or Cause.MalformedCredentials or Cause.WrongSecretToken or Cause.WrongApiKey or Cause.NotPermitted => Step.Authorize,
        Cause.WrongPath or Cause.WrongProtocol or Cause.NothingSampled or Cause.Silent => Step.Send,
        Cause.EventsRejected or Cause.TooLarge or Cause.RateLimited or Cause.QueueFull or Cause.ClockOff or Cause.EventsTooOld => Step.Keep,
        _ => Step.Connect,
    };

    private static bool IsSeriousCause(Cause cause) => cause is not (Cause.Delivered or Cause.Silent) && !cause.IsOfDelivered();

    private static string Text(Cause cause, string part, Finding finding, MendingTarget? target, CultureInfo language)
    {
        string text = s_texts.GetString($"{cause}.{part}", language) ?? throw new MissingManifestResourceException($"Verdicts.resx has no {cause}.{part}.");
        return text
            .Replace("{names}", Names(target), StringComparison.Ordinal)
            .Replace("{url}", target?.Url ?? "", StringComparison.Ordinal)
            .Replace("{port}", finding.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{protocol}", finding.Protocol ?? "TLS", StringComparison.Ordinal)
            .Replace("{service}", finding.Service ?? "", StringComparison.Ordinal)
            .Replace("{dialled}", finding.Dialled ?? "", StringComparison.Ordinal)
            .Replace("{detail}", finding.Detail ?? "", StringComparison.Ordinal);
    }

    private static string Names(MendingTarget? target) => target?.Certificate is { } certificate ? string.Join(", ", certificate.Names) : "–";
}
