using Ashiato.Console.Charts;
using Ashiato.Query.Exploring;

namespace Ashiato.Console.Exploring;

/// <summary>Groups of events over time: the largest ones.</summary>
internal static class ExploreCharts
{
    private static readonly string[] s_colours = ["c-kakitsubata", "c-asagi", "c-yamabuki", "c-wakatake", "c-fuji", "c-kaki", "c-tsutsuji", "c-rikyu"];

    /// <summary>How many; behind them the same groups of what they are compared with, together.</summary>
    public static Chart Counts(ExploredGroups groups, ExploredGroups? compared)
    {
        var chart = Of(groups, ChartUnit.Count, areBars: true, group => [.. group.Counts.Select(count => (double?)count)]);
        if (compared is null || chart.Lines.Count == 0) return chart;
        var shown = groups.Groups.Take(s_colours.Length).Select(NameOf).ToHashSet();
        var before = compared.Groups.Where(group => shown.Contains(NameOf(group))).ToList();
        return chart with { Lines = [.. SeriesCharts.Previous(chart.Lines[0].Values.Count, at => before.Sum(group => at < group.Counts.Count ? group.Counts[at] : 0), Texts.Count), .. chart.Lines] };
    }

    /// <summary>How long.</summary>
    public static Chart Averages(ExploredGroups groups) => Of(groups, ChartUnit.Duration, areBars: false, group => group.Averages);

    /// <summary>What a group is called.</summary>
    public static string NameOf(ExploredGroup group) => string.Join(" · ", group.Keys.Select(key => key ?? "–"));

    private static Chart Of(ExploredGroups groups, ChartUnit unit, bool areBars, Func<ExploredGroup, IReadOnlyList<double?>> values) => new()
    {
        FirstMicros = groups.FirstMicros,
        IntervalMicros = groups.IntervalMicros,
        Unit = unit,
        AreBars = areBars,
        Lines = [.. groups.Groups.Take(s_colours.Length).Select((group, i) => new ChartLine(NameOf(group), s_colours[i], values(group))).DistinctBy(line => line.Name)],
    };
}
