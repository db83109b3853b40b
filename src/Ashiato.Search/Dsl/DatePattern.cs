using System.Globalization;
using System.Text;

namespace Ashiato.Search.Dsl;

/// <summary>A pattern of dates in Java's letters, such as <c>yyyy-MM-dd'T'HH:mm:ss.SSSXXX</c>.</summary>
/// <remarks>Source: Java, <c>java.time.format.DateTimeFormatter</c>, "Patterns for Formatting and Parsing"; names of days and months are English.</remarks>
internal sealed class DatePattern
{
    private const string OffsetLetters = "XxZ";

    // From the longest stretch to the shortest, with how much of an ISO date names it.
    private static readonly (string Letters, string Iso)[] s_precisions =
    [
        ("yu", "yyyy"), ("ML", "yyyy-MM"), ("dD", "yyyy-MM-dd"), ("Hhka", "yyyy-MM-dd'T'HH"), ("m", "yyyy-MM-dd'T'HH:mm"), ("s", "yyyy-MM-dd'T'HH:mm:ss"), ("S", "yyyy-MM-dd'T'HH:mm:ss.ffffff"),
    ];

    private static readonly Dictionary<string, string> s_named = new()
    {
        ["basic_date"] = "yyyyMMdd",
        ["basic_date_time"] = "yyyyMMdd'T'HHmmss.SSSX",
        ["basic_date_time_no_millis"] = "yyyyMMdd'T'HHmmssX",
        ["date_time_no_millis"] = "yyyy-MM-dd'T'HH:mm:ssXXX",
        ["date_hour"] = "yyyy-MM-dd'T'HH",
        ["date_hour_minute"] = "yyyy-MM-dd'T'HH:mm",
        ["date_hour_minute_second"] = "yyyy-MM-dd'T'HH:mm:ss",
        ["date_hour_minute_second_millis"] = "yyyy-MM-dd'T'HH:mm:ss.SSS",
        ["date_hour_minute_second_fraction"] = "yyyy-MM-dd'T'HH:mm:ss.SSS",
        ["hour_minute"] = "HH:mm",
        ["hour_minute_second"] = "HH:mm:ss",
        ["year"] = "yyyy",
        ["year_month"] = "yyyy-MM",
        ["year_month_day"] = "yyyy-MM-dd",
    };

    private readonly List<Part> _parts = [];

    /// <param name="format">The pattern, or the name that Elasticsearch has for one.</param>
    /// <exception cref="SearchException">It has a letter that is not known.</exception>
    public DatePattern(string format)
    {
        string name = format.StartsWith("strict_", StringComparison.Ordinal) ? format["strict_".Length..] : format;
        string pattern = s_named.GetValueOrDefault(name, format);
        for (int at = 0; at < pattern.Length;)
        {
            int start = at;
            char sign = pattern[at];
            if (sign == '\'') at = AddQuoted(pattern, at + 1);
            else if (char.IsAsciiLetter(sign))
            {
                while (at < pattern.Length && pattern[at] == sign) at++;
                // Many write the T of ISO dates without quotes.
                if (sign == 'T') _parts.Add(new Part('\0', 0, pattern[start..at]));
                else if ("yuMLdDHhkmsSEaXxZ".Contains(sign, StringComparison.Ordinal) && at - start <= 9) _parts.Add(new Part(sign, at - start, ""));
                else throw SearchException.Unsupported($"The letter '{sign}' in the date format [{format}]");
            }
            else
            {
                _parts.Add(new Part('\0', 0, sign.ToString()));
                at++;
            }
        }
    }

    /// <param name="Letter">The letter; '\0' for a text.</param>
    /// <param name="Count">How often it stands there.</param>
    /// <param name="Text">The text.</param>
    private readonly record struct Part(char Letter, int Count, string Text);

    /// <summary>Writes a moment, as the clock shows it that it was measured with.</summary>
    public string Write(DateTimeOffset moment)
    {
        var text = new StringBuilder();
        foreach (var part in _parts) text.Append(part.Letter == '\0' ? part.Text : Value(part, moment));
        return text.ToString();
    }

    /// <summary>Reads a text, and says it in ISO 8601 as exactly as the pattern does, with an offset where the pattern has one.</summary>
    public bool TryReadAsIso(string text, out string iso)
    {
        iso = "";
        bool hasOffset = _parts.Exists(static part => part.Letter != '\0' && OffsetLetters.Contains(part.Letter, StringComparison.Ordinal));
        string format = string.Concat(_parts.Select(ToDotNet));
        if (format.Length == 0 || !DateTimeOffset.TryParseExact(text, format.Length == 1 ? "%" + format : format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)) return false;
        string precision = s_precisions.LastOrDefault(one => _parts.Exists(part => part.Letter != '\0' && one.Letters.Contains(part.Letter, StringComparison.Ordinal)), s_precisions[^1]).Iso;
        iso = read.ToString(hasOffset ? precision + "zzz" : precision, CultureInfo.InvariantCulture);
        return true;
    }

    private int AddQuoted(string pattern, int at)
    {
        // Two quotes are one, inside quotes and outside.
        if (at < pattern.Length && pattern[at] == '\'')
        {
            _parts.Add(new Part('\0', 0, "'"));
            return at + 1;
        }
        var text = new StringBuilder();
        for (; at < pattern.Length; at++)
        {
            if (pattern[at] != '\'') text.Append(pattern[at]);
            else if (at + 1 < pattern.Length && pattern[at + 1] == '\'') text.Append(pattern[++at]);
            else break;
        }
        _parts.Add(new Part('\0', 0, text.ToString()));
        return at + 1;
    }

    private static string Value(Part part, DateTimeOffset moment)
    {
        var invariant = CultureInfo.InvariantCulture;
        return part.Letter switch
        {
            'y' or 'u' => part.Count == 2 ? Digits(moment.Year % 100, 2) : Digits(moment.Year, part.Count),
            'M' or 'L' when part.Count >= 3 => moment.ToString(part.Count == 3 ? "MMM" : "MMMM", invariant),
            'M' or 'L' => Digits(moment.Month, part.Count),
            'd' => Digits(moment.Day, part.Count),
            'D' => Digits(moment.DayOfYear, part.Count),
            'H' => Digits(moment.Hour, part.Count),
            'h' => Digits(((moment.Hour + 11) % 12) + 1, part.Count),
            'k' => Digits(moment.Hour == 0 ? 24 : moment.Hour, part.Count),
            'm' => Digits(moment.Minute, part.Count),
            's' => Digits(moment.Second, part.Count),
            'S' => moment.ToString("fffffff", invariant).PadRight(9, '0')[..part.Count],
            'E' => moment.ToString(part.Count <= 3 ? "ddd" : "dddd", invariant),
            'a' => moment.ToString("tt", invariant),
            _ => Offset(part, moment.Offset),
        };
    }

    private static string Offset(Part part, TimeSpan offset)
    {
        if (offset == TimeSpan.Zero && (part.Letter == 'X' || part is { Letter: 'Z', Count: 5 })) return "Z";
        string sign = offset < TimeSpan.Zero ? "-" : "+";
        string hours = offset.ToString("hh", CultureInfo.InvariantCulture), minutes = offset.ToString("mm", CultureInfo.InvariantCulture);
        return part switch
        {
            { Letter: 'Z', Count: 4 } => offset == TimeSpan.Zero ? "GMT" : $"GMT{sign}{hours}:{minutes}",
            { Letter: 'Z', Count: < 4 } or { Count: 2 or 4 } => sign + hours + minutes,
            { Count: 1 } => minutes == "00" ? sign + hours : sign + hours + minutes,
            _ => $"{sign}{hours}:{minutes}",
        };
    }

    private static string Digits(int number, int count) => number.ToString(CultureInfo.InvariantCulture).PadLeft(count, '0');

    private static string ToDotNet(Part part) => part.Letter switch
    {
        '\0' => string.Concat(part.Text.Select(static sign => $"\\{sign}")),
        'y' or 'u' => part.Count == 2 ? "yy" : "yyyy",
        'L' or 'M' => new string('M', Math.Min(part.Count, 4)),
        'd' or 'H' or 'h' or 'm' or 's' => new string(part.Letter, Math.Min(part.Count, 2)),
        'S' => new string('f', Math.Min(part.Count, 7)),
        'E' => part.Count <= 3 ? "ddd" : "dddd",
        'a' => "tt",
        'X' or 'x' or 'Z' => "K",
        _ => throw SearchException.Unsupported($"The letter '{part.Letter}' in a date format to read by"),
    };
}
