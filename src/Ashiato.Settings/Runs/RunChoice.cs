using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Settings.Runs;

/// <summary>Finds a run by what people call it: its number, <c>last</c>, <c>previous</c>, <c>best</c>.</summary>
public static class RunChoice
{
    /// <summary>The words besides numbers.</summary>
    public const string Last = "last", Previous = "previous", Best = "best";

    /// <summary>The run that is meant.</summary>
    /// <param name="runs">All, the newest first.</param>
    /// <param name="text">What was said.</param>
    /// <param name="other">The run that it stands against: <c>previous</c> is the one before it, and <c>best</c> is another one.</param>
    /// <returns><see langword="null"/> when there is no such run.</returns>
    public static Run? Find(IReadOnlyList<Run> runs, string text, Run? other = null) => text switch
    {
        Last => runs.Count > 0 ? runs[0] : null,
        Previous => other is null ? (runs.Count > 1 ? runs[1] : null) : runs.FirstOrDefault(run => run.Number < other.Number),
        Best => runs.Where(run => run.Score is not null && run.Number != other?.Number).MaxBy(static run => run.Score),
        _ => int.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? runs.FirstOrDefault(run => run.Number == number) : null,
    };

    /// <summary>True when a text names a run, whether there is one or not.</summary>
    public static bool IsOne(string text) =>
        text is Last or Previous or Best || (text.Length > 0 && int.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>Why a text finds no run.</summary>
    public static Refused Problem(string text) => text switch
    {
        Best => new(SettingsRefusal.NoRunWithScore, $"No run has a score yet; give one with 'ashiato run stop --score' or on the page of runs."),
        Last or Previous => new(SettingsRefusal.TooFewRuns, $"There are not enough runs yet; mark one with 'ashiato run start', or make a rule that finds them on the page of runs."),
        _ => new(SettingsRefusal.NoSuchRun, $"There is no run '{text}'; write the number of one, or last, previous or best. 'ashiato run list' lists them."),
    };
}
