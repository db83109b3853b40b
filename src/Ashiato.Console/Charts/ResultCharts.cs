using Ashiato.Query.Transactions;

namespace Ashiato.Console.Charts;

/// <summary>Transactions by result over time: the usual in grey, so that the unusual speaks.</summary>
internal static class ResultCharts
{
    /// <summary>Layers that a chart can tell apart; the rest is one.</summary>
    private const int Most = 5;

    private static readonly string[] s_others = ["c-kikyo", "c-rikyu", "c-tsutsuji"];

    /// <summary>The chart, with what it is compared with as one line.</summary>
    public static Chart Of(ResultTimes now, ResultTimes? then)
    {
        var lines = new List<ChartLine>();
        int other = 0;
        foreach (var result in now.Results.Take(Most)) lines.Add(new ChartLine(Name(result.Result), Colour(result.Result, ref other), [.. result.Counts.Select(count => (double?)count)]));
        if (now.Results.Count > Most) lines.Add(new ChartLine(Texts.Others, "c-others", Sum(now.Results.Skip(Most))));
        // Failures lie on top, where they are seen.
        lines = [.. lines.OrderBy(line => line.Colour == "c-fail" ? 2 : line.Colour == "c-yamabuki" ? 1 : 0)];
        if (then is not null) lines.Insert(0, new ChartLine(Texts.Before.With(Texts.Requests), "c-previous", Fit(Sum(then.Results), now), IsPrevious: true));
        return new Chart { FirstMicros = now.FirstMicros, IntervalMicros = now.IntervalMicros, Unit = ChartUnit.Count, AreBars = true, Lines = lines };
    }

    /// <summary>What a result is called: <c>HTTP 2xx</c> is <c>2xx</c>.</summary>
    public static string Name(string result) => result.Length == 0 ? Texts.NotSent : result.StartsWith("HTTP ", StringComparison.Ordinal) ? result[5..] : result;

    /// <summary>The colour of a result.</summary>
    public static string Colour(string result) => Name(result) switch
    {
        ['2', ..] or "success" or "Success" or "OK" or "Ok" => "c-usual",
        ['3', ..] => "c-asagi",
        ['4', ..] => "c-yamabuki",
        ['5', ..] or "failure" or "Failure" or "error" or "Error" => "c-fail",
        _ => "c-others",
    };

    private static string Colour(string result, ref int other) => Colour(result) is var colour && colour == "c-others" && other < s_others.Length ? s_others[other++] : colour;

    private static double?[] Sum(IEnumerable<ResultTime> results)
    {
        var all = results.ToList();
        return [.. Enumerable.Range(0, all.Select(result => result.Counts.Count).DefaultIfEmpty().Max()).Select(i => (double?)all.Sum(result => result.Counts[i]))];
    }

    private static double?[] Fit(double?[] values, ResultTimes now)
    {
        int length = now.Results.Select(result => result.Counts.Count).DefaultIfEmpty(values.Length).Max();
        return [.. Enumerable.Range(0, length).Select(i => i < values.Length ? values[i] : null)];
    }
}
