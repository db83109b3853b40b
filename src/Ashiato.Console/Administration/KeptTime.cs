using System.Globalization;
using Ashiato.Console.Localisation;

namespace Ashiato.Console.Administration;

/// <summary>For how long events are kept, in the reader's language.</summary>
internal static class KeptTime
{
    private const double HoursPerDay = 24, MinutesPerHour = 60;

    /// <summary>In the unit that fits: <c>12 min</c>, <c>5.2 h</c>, <c>3.4 days</c>, <c>31 days</c>.</summary>
    public static string Of(double days)
    {
        double hours = days * HoursPerDay, minutes = hours * MinutesPerHour;
        if (minutes < 1) return Texts.LessThanAMinute;
        if (minutes < MinutesPerHour - 0.5) return Texts.MinutesOf.With(Whole(minutes));
        // Just below the next unit, one decimal would round to it.
        return hours < HoursPerDay - 0.05 ? Texts.HoursOf.With(OneDecimal(hours)) : Texts.DaysOf.With(OneDecimal(days));
    }

    private static string OneDecimal(double number) => number < 9.95 ? number.ToString("F1", CultureInfo.InvariantCulture) : Whole(number);

    private static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
