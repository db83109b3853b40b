using Ashiato.Console.Charts;
using Ashiato.Query.Breakdown;

namespace Ashiato.Console.Services;

/// <summary>Kinds of work keep their colour on every page.</summary>
internal static class TypeColours
{
    private const int Most = 8;

    private static readonly string[] s_free = ["c-rikyu", "c-kikyo", "c-kaki", "c-tsutsuji", "c-fuji", "c-wakatake"];

    /// <summary>A chart of the time by kind, most time at the bottom; the least ones as others.</summary>
    /// <param name="time">What to draw.</param>
    /// <param name="then">What it is compared with: one line of all of its time.</param>
    public static Chart Chart(TimeByType time, TimeByType? then = null)
    {
        var lines = new List<ChartLine>();
        var used = new HashSet<string>();
        foreach (var type in time.Types.Take(Most)) lines.Add(new ChartLine(Name(type), Colour(type, used), [.. type.Micros.Select(micros => (double?)micros)]));
        if (time.Types.Count > Most)
        {
            var rest = time.Types.Skip(Most).ToList();
            lines.Add(new ChartLine(Texts.Others, "c-others", Sum(rest, rest[0].Micros.Count)));
        }
        // Time that counts once and time of spans are different measures.
        if (then is { Types.Count: > 0 } && time.Types.Count > 0 && then.IsOwnTime == time.IsOwnTime)
            lines.Insert(0, new ChartLine(Texts.Before.With(time.IsOwnTime ? Texts.OwnTime : Texts.TimeOfSpans), "c-previous", Sum(then.Types, time.Types[0].Micros.Count), IsPrevious: true));
        return new Chart { FirstMicros = time.FirstMicros, IntervalMicros = time.IntervalMicros, Unit = ChartUnit.Duration, AreBars = true, Lines = lines };
    }

    private static double?[] Sum(IReadOnlyList<TypeTime> types, int length) =>
        [.. Enumerable.Range(0, length).Select(i => i < types[0].Micros.Count ? (double?)types.Sum(type => type.Micros[i]) : null)];

    /// <summary>What a kind is called.</summary>
    public static string Name(TypeTime type) => type switch
    {
        { Subtype: { } subtype } => subtype,
        { Type: "app" } => Texts.OwnCode,
        { Type.Length: 0 } => Texts.NotSent,
        _ => type.Type,
    };

    private static string Colour(TypeTime type, HashSet<string> used)
    {
        string wanted = type.Type switch
        {
            "app" or "request" => "c-kakitsubata",
            "db" => "c-asagi",
            "external" => "c-yamabuki",
            "cache" => "c-tsutsuji",
            "messaging" => "c-kaki",
            "template" => "c-rikyu",
            "internal" => "c-wakatake",
            _ => "c-nibi",
        };
        // A second database must not look like the first.
        if (used.Add(wanted)) return wanted;
        string? free = s_free.FirstOrDefault(used.Add);
        return free ?? "c-others";
    }
}
