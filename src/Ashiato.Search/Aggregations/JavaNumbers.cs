using System.Globalization;

namespace Ashiato.Search.Aggregations;

/// <summary>Numbers as Java writes them, which Elasticsearch has for names: <c>2500.0</c>, <c>99.9</c>, <c>1.0E7</c>.</summary>
internal static class JavaNumbers
{
    /// <summary>The text of a number: the fewest digits that tell it apart, at least one behind the point, and an exponent from 10⁷ on and below 10⁻³.</summary>
    public static string Text(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        if (number == 0 || !double.IsFinite(number)) return number == 0 ? "0.0" : text;
        if (Math.Abs(number) is >= 1e-3 and < 1e7) return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";

        int mark = text.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (mark < 0 ? text : text[..mark]).TrimStart('-');
        int exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : mantissa.Length;
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        string sign = number < 0 ? "-" : "", behind = digits.Length > 1 ? digits[1..] : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}.{behind}E{point - zeros - 1 + exponent}");
    }
}
