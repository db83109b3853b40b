namespace Ashiato.Query.Dates;

/// <summary>The calendar of a time zone: where its stretches begin, and what follows them.</summary>
/// <param name="zone">Whose midnight counts.</param>
public sealed class Calendar(TimeZoneInfo zone)
{
    /// <summary>The start of the stretch that a moment lies in.</summary>
    public DateTimeOffset StartOf(CalendarUnit unit, DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        // Short stretches are found on the line of time itself: an hour that a clock repeats is two hours.
        if (unit <= CalendarUnit.Hour) return local.AddTicks(-(local.TimeOfDay.Ticks % LengthOf(unit).Ticks));
        var day = local.Date;
        return ToMoment(unit switch
        {
            CalendarUnit.Day => day,
            CalendarUnit.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            CalendarUnit.Month => new DateTime(day.Year, day.Month, 1),
            CalendarUnit.Quarter => new DateTime(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
            _ => new DateTime(day.Year, 1, 1),
        });
    }

    /// <summary>The start of the stretch behind the one that begins at a moment.</summary>
    /// <remarks>Not the moment and a day: where a day begins late because the clocks leapt, the next one does not.</remarks>
    public DateTimeOffset Next(CalendarUnit unit, DateTimeOffset start) => unit <= CalendarUnit.Hour ? Add(unit, start, 1) : StartOf(unit, Add(unit, start, 1));

    /// <summary>A moment so many stretches later (or earlier, when below 0).</summary>
    /// <exception cref="ArgumentOutOfRangeException">That is before the year 1 or after 9999.</exception>
    public DateTimeOffset Add(CalendarUnit unit, DateTimeOffset moment, int count)
    {
        if (unit <= CalendarUnit.Hour) return moment + (count * LengthOf(unit));
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        return ToMoment(unit switch
        {
            CalendarUnit.Day => local.AddDays(count),
            CalendarUnit.Week => local.AddDays(7.0 * count),
            CalendarUnit.Month => local.AddMonths(count),
            CalendarUnit.Quarter => local.AddMonths(checked(3 * count)),
            _ => local.AddYears(count),
        });
    }

    private static TimeSpan LengthOf(CalendarUnit unit) => unit switch
    {
        CalendarUnit.Second => TimeSpan.FromSeconds(1),
        CalendarUnit.Minute => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromHours(1),
    };

    /// <summary>The moment at which the zone's clock shows a time.</summary>
    public DateTimeOffset ToMoment(DateTime local)
    {
        // A time that the clocks leap over does not exist; the first one behind the leap stands for it.
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // Of a time that the clocks show twice the first one counts: the day has begun.
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }
}
