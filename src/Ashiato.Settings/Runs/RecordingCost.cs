namespace Ashiato.Settings.Runs;

/// <summary>What recording costs, as the scores of runs tell: the same commit with agents that record, and with agents that do not.</summary>
/// <param name="Commit">The commit that ran.</param>
/// <param name="ScoreOn">The mean score of its runs while agents recorded.</param>
/// <param name="ScoreOff">The mean score of its runs while they did not.</param>
/// <param name="RunCount">How many runs that rests on.</param>
public sealed record RecordingCost(string Commit, double ScoreOn, double ScoreOff, int RunCount)
{
    /// <summary>The part of the score that recording costs; below 0 when runs with recording were better, which chance can make.</summary>
    public double Share => ScoreOff == 0 ? 0 : (ScoreOff - ScoreOn) / ScoreOff;

    /// <summary>What the newest commit tells that ran both ways; <see langword="null"/> when none did.</summary>
    /// <param name="runs">All, the newest first.</param>
    public static RecordingCost? Of(IEnumerable<Run> runs) => runs
        .Where(static run => run is { Commit: not null, Score: not null })
        .GroupBy(static run => run.Commit!)
        .Where(static group => group.Any(static run => run.IsRecorded) && group.Any(static run => !run.IsRecorded))
        .Select(static group => new RecordingCost(
            group.Key,
            group.Where(static run => run.IsRecorded).Average(static run => run.Score!.Value),
            group.Where(static run => !run.IsRecorded).Average(static run => run.Score!.Value),
            group.Count()))
        .FirstOrDefault();
}
