using System.Text;
using System.Text.Json;
using Ashiato.Console.Formatting;
using Ashiato.Query.Traces.Sharing;
using Ashiato.Settings.Chats;
using Ashiato.Settings.Runs;

namespace Ashiato.Console.Runs;

/// <summary>A run as a message: its figures, the top ten, and what changed against the run beside it.</summary>
internal static class ChatMessage
{
    private const int Top = 10, Causes = 5;

    // What Discord takes of a message, in UTF-16 code units.
    private const int MostOfDiscord = 2_000;

    // Slack cuts what is longer.
    private const int MostOfSlack = 38_000;

    /// <summary>The body of the request, as a webhook of the format takes it.</summary>
    public static byte[] Body(RunSummary summary, string? link, ChatFormat format)
    {
        string text = Text(summary, link);
        if (format == ChatFormat.Discord)
        {
            // Names come from what was traced: none of them may call people.
            return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["content"] = Cut(text, MostOfDiscord), ["allowed_mentions"] = new Dictionary<string, object> { ["parse"] = Array.Empty<string>() } });
        }
        // In Slack's texts, < begins what is more than text: links, mentions.
        string plain = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["text"] = Cut(plain, MostOfSlack) });
    }

    /// <summary>The message as plain text, without secrets.</summary>
    public static string Text(RunSummary summary, string? link)
    {
        var text = new StringBuilder();
        var figures = summary.Diff.After.Figures;
        text.Append(Head(summary.Run)).Append('\n');
        text.Append(Texts.ChatFigures.With(Figures.Count(figures.RequestCount), Figures.Duration(figures.Latency?.AverageMicros), Figures.Duration(figures.Latency?.P95Micros), Figures.Count(figures.FailedCount))).Append('\n');
        if (link is not null) text.Append(link).Append('\n');
        if (summary.Compared is { } compared)
        {
            text.Append('\n').Append(Texts.ChatAgainst.With(Head(compared), GainedTime.Of(summary.Diff.GainedMicros))).Append('\n');
            if (!DiffSentences.IsOfBoth(summary.Diff)) text.Append("• ").Append(Texts.DiffWithoutRequests).Append('\n');
            foreach (var cause in summary.Diff.Causes.Take(Causes)) text.Append("• ").Append(SecretMask.Text(DiffSentences.Of(cause))).Append('\n');
        }
        text.Append('\n').Append(Texts.ChatEndpoints).Append('\n');
        foreach (var one in summary.Endpoints.Take(Top))
            text.Append(Figures.Duration(one.After!.TotalMicros)).Append("  ").Append(Figures.Count(one.After.Count)).Append(" × ").Append(Figures.Duration(one.After.AverageMicros)).Append("  ").Append(SecretMask.Text(one.Endpoint.Name)).Append('\n');
        text.Append('\n').Append(Texts.ChatStatements).Append('\n');
        foreach (var one in summary.Statements.Groups.Take(Top))
            text.Append(Figures.Duration(one.TotalMicros)).Append("  ").Append(Figures.Count(one.Count)).Append(" × ").Append(Figures.Duration(one.AverageMicros)).Append("  ").Append(SecretMask.Text(DiffSentences.Short(one.Kind.Text))).Append('\n');
        return text.ToString();
    }

    private static string Head(Run run) => string.Join(" · ", new[]
    {
        RunNames.Of(run), run.Score is { } score ? Texts.ScoreNamed.With(Figures.Number(score)) : null, run.Version, run.Commit, run.Memo is { } memo ? SecretMask.Text(memo) : null,
    }.Where(static part => !string.IsNullOrEmpty(part)));

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";
}
