using System.Globalization;

namespace Ashiato.Bench;

/// <summary>Exact percentiles of some times.</summary>
internal sealed class Percentiles
{
    private readonly TimeSpan[] _sorted;

    /// <param name="times">At least one.</param>
    public Percentiles(IEnumerable<TimeSpan> times)
    {
        _sorted = [.. times.Order()];
    }

    /// <summary>The smallest time that this many percent do not exceed.</summary>
    public TimeSpan this[double rank] => _sorted[Math.Max(0, (int)Math.Ceiling(rank / 100 * _sorted.Length) - 1)];

    /// <summary>The three that reports give.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{this[50].TotalMilliseconds:F1} / {this[95].TotalMilliseconds:F1} / {this[99].TotalMilliseconds:F1} ms");
}
