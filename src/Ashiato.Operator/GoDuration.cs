using System.Buffers;
using System.Globalization;

namespace Ashiato.Operator;

/// <summary>Durations as programs of the Kubernetes world write them: <c>8760h</c>, <c>1h30m</c>, <c>60s</c>.</summary>
internal static class GoDuration
{
    // A century in hours; what is more is a mistake, and could not be counted in.
    private const double MaxNumber = 1e6;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(s_digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], CultureInfo.InvariantCulture, out double number) || number > MaxNumber) return false;
            rest = rest[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            if (UnitOf(unit) is not { } one) return false;
            duration += number * one;
            rest = rest[unit.Length..];
        }
        return text.Length > 0;
    }

    private static TimeSpan? UnitOf(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.FromHours(1),
        "m" => TimeSpan.FromMinutes(1),
        "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        _ => null,
    };
}
