using Ashiato.Console.Charts;
using Ashiato.Query.Logs;

namespace Ashiato.Console.Logs;

/// <summary>Lines of logs over time.</summary>
internal static class LogCharts
{
    /// <summary>By level; failures on top.</summary>
    public static Chart Levels(LogPage page) => new()
    {
        FirstMicros = page.FirstMicros,
        IntervalMicros = page.IntervalMicros,
        Unit = ChartUnit.Count,
        AreBars = true,
        Lines =
        [
            .. page.Levels.Select(level => new ChartLine(level.Level.Length == 0 ? Texts.NotSent : level.Level, LogLevels.Colour(level.Level), [.. level.Counts.Select(count => (double?)count)]))
                .OrderBy(line => line.Colour == "c-fail" ? 2 : line.Colour == "c-yamabuki" ? 1 : 0),
        ],
    };
}
