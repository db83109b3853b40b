using Ashiato.Console.Charts;
using Ashiato.Query.Exploring;

namespace Ashiato.Console.Exploring;

/// <summary>Groups of events over time: the largest ones.</summary>
internal static class ExploreCharts
{
    private static readonly string[] s_colours = ["c-kakitsubata", "c-asagi", "c-yamabuki", "c-wakatake", "c-fuji", "c-kaki", "c-tsutsuji", "c-rikyu"];

    /// <summary>How many.</summary>
    public static Chart Counts(ExploredGroups groups) => Of(groups, ChartUnit.Count, areBars: true, group => [.. group.Counts.Select(count => (double?)count)]);

    /// <summary>How long.</summary>
    public static Chart Averages(ExploredGroups groups) => Of(groups, ChartUnit.Duration, areBars: false, group => group.Averages);

    private static Chart Of(ExploredGroups groups, ChartUnit unit, bool areBars, Func<ExploredGroup, IReadOnlyList<double?>> values) => new()
    {
        FirstMicros = groups.FirstMicros,
        IntervalMicros = groups.IntervalMicros,
        Unit = unit,
        AreBars = areBars,
        Lines = [.. groups.Groups.Take(s_colours.Length).Select((group, i) => new ChartLine(string.Join(" · ", group.Keys.Select(key => key ?? "–")), s_colours[i], values(group))).DistinctBy(line => line.Name)],
    };
}
