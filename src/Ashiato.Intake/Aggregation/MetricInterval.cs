namespace Ashiato.Intake.Aggregation;

/// <summary>How long the interval of a metric is.</summary>
/// <param name="Name">As documents say it, such as <c>10m</c>.</param>
/// <param name="Length">The length; a divisor of a day.</param>
internal sealed record MetricInterval(string Name, TimeSpan Length)
{
    /// <summary>Those that there are, shortest first.</summary>
    public static IReadOnlyList<MetricInterval> All { get; } =
        [new("1m", TimeSpan.FromMinutes(1)), new("10m", TimeSpan.FromMinutes(10)), new("60m", TimeSpan.FromMinutes(60))];

    /// <summary>The length in microseconds.</summary>
    public long Micros => Length.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The start of the interval in which a moment lies. All in microseconds since the Unix epoch.</summary>
    public long StartOf(long micros) => micros - (((micros % Micros) + Micros) % Micros);

    /// <summary>Reads names with commas between them, or <c>off</c>.</summary>
    /// <returns><see langword="false"/> when something else stands there.</returns>
    public static bool TryParse(string text, out IReadOnlyList<MetricInterval> intervals)
    {
        intervals = [];
        if (text.Trim() == "off") return true;
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (!names.All(name => All.Any(known => known.Name == name))) return false;
        intervals = [.. All.Where(known => names.Contains(known.Name))];
        return true;
    }
}
