using System.Globalization;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Days (UTC), the unit of retention: <c>segments/yyyy-MM-dd/</c>.</summary>
internal static class Partitions
{
    /// <summary>The partition of pinned traces.</summary>
    public const string Pinned = "pinned";

    private const string Extension = ".segment";
    private const long MicrosPerDay = 24L * 60 * 60 * 1_000_000;
    private static readonly int s_epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>The day of a moment as <see cref="DateOnly.DayNumber"/>; moments that a date cannot hold give the nearest that it can.</summary>
    public static int DayNumber(long micros) =>
        (int)Math.Clamp(s_epoch + FloorDivide(micros), DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber);

    /// <summary>The partition of a segment, by its name.</summary>
    public static string Of(string segmentName) => segmentName.Split('/')[0];

    /// <summary>The first moment after the day of a segment, by its name; the end of time for one that belongs to no day.</summary>
    public static long EndOf(string segmentName) => DayOf(segmentName) is { } day ? (day.DayNumber - s_epoch + 1) * MicrosPerDay : long.MaxValue;

    /// <summary>True for segments of pinned traces, which belong to no day.</summary>
    public static bool IsPinned(string segmentName) => segmentName.StartsWith(Pinned + "/", StringComparison.Ordinal);

    /// <summary>True for the name of a segment: a day or the pinned ones, a slash, a number, <c>.segment</c>.</summary>
    public static bool IsSegmentName(string name)
    {
        if (name.Split('/') is not [var partition, var file] || !(partition == Pinned || DayOf(name) is not null)) return false;
        return file.EndsWith(Extension, StringComparison.Ordinal) && long.TryParse(file.AsSpan(0, file.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static long FloorDivide(long micros) => (micros / MicrosPerDay) - (micros % MicrosPerDay < 0 ? 1 : 0);

    /// <summary>The day of a segment, by its name.</summary>
    public static DateOnly? DayOf(string segmentName) =>
        DateOnly.TryParseExact(Of(segmentName), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
