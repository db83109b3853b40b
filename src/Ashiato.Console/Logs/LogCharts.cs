using Ashiato.Console.Charts;
using Ashiato.Console.Formatting;
using Ashiato.Query.Logs;

namespace Ashiato.Console.Logs;

/// <summary>Lines of logs over time.</summary>
internal static class LogCharts
{
    /// <summary>How many, and how many more than what they are compared with.</summary>
    public static string Figure(LogPage page, LogPage? compared) =>
        compared is not { Count: > 0 } ? Figures.Count(page.Count) : $"{Figures.Count(page.Count)} · {Figures.Change((double)(page.Count - compared.Count) / compared.Count)}";

    /// <summary>By level, failures on top; behind them all those that they are compared with.</summary>
    public static Chart Levels(LogPage page, LogPage? compared) => new()
    {
        FirstMicros = page.FirstMicros,
        IntervalMicros = page.IntervalMicros,
        Unit = ChartUnit.Count,
        AreBars = true,
        Lines =
        [
            .. SeriesCharts.Previous(page.Levels is [var any, ..] ? any.Counts.Count : 0, compared is null ? null : TotalAt(compared), Texts.LogLines),
            .. page.Levels.Select(level => new ChartLine(level.Level.Length == 0 ? Texts.NotSent : level.Level, LogLevels.Colour(level.Level), [.. level.Counts.Select(count => (double?)count)]))
                .OrderBy(line => line.Colour == "c-fail" ? 2 : line.Colour == "c-yamabuki" ? 1 : 0),
        ],
    };

    private static Func<int, double?> TotalAt(LogPage page) => at => page.Levels is [var any, ..] && at < any.Counts.Count ? page.Levels.Sum(level => level.Counts[at]) : null;
}
