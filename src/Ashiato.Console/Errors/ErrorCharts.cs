using Ashiato.Console.Charts;
using Ashiato.Query.Errors;

namespace Ashiato.Console.Errors;

/// <summary>Occurrences of an error over time.</summary>
internal static class ErrorCharts
{
    /// <summary>The chart, with what it is compared with.</summary>
    public static Chart Occurrences(ErrorDetails now, ErrorDetails? then)
    {
        var lines = new List<ChartLine>();
        if (then is not null) lines.Add(new ChartLine(Texts.Before.With(Texts.OccurrencesHead), "c-previous", [.. now.Group.Counts.Select((_, i) => i < then.Group.Counts.Count ? then.Group.Counts[i] : (double?)null)], IsPrevious: true));
        lines.Add(new ChartLine(Texts.OccurrencesHead, "c-fail", [.. now.Group.Counts.Select(count => (double?)count)]));
        return new Chart { FirstMicros = now.FirstIntervalMicros, IntervalMicros = now.IntervalMicros, Unit = ChartUnit.Count, AreBars = true, Lines = lines };
    }
}
