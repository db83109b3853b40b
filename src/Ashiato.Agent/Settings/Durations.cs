using System.Globalization;

namespace Ashiato.Agent.Settings;

/// <summary>Durations as Elastic's agents write them: <c>10s</c>, <c>500ms</c>, <c>1m</c>; a bare number is seconds.</summary>
internal static class Durations
{
    /// <summary>Reads one that is not negative and shorter than a day.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (unit, length) = text switch
        {
            [.., 'm', 's'] => (TimeSpan.FromMilliseconds(1), 2),
            [.., 's'] => (TimeSpan.FromSeconds(1), 1),
            [.., 'm'] => (TimeSpan.FromMinutes(1), 1),
            _ => (TimeSpan.FromSeconds(1), 0),
        };
        duration = default;
        if (!double.TryParse(text[..^length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return false;
        if (!(number >= 0 && number * unit.TotalDays < 1)) return false;
        duration = number * unit;
        return true;
    }
}
