using System.Globalization;

namespace Ashiato.Search.Aggregations;

/// <summary>The functions that Elasticsearch's scripts have over a window of numbers.</summary>
internal static class MovingFunctions
{
    private const string Prefix = "MovingFunctions.";

    /// <summary>Finds the function that a script calls.</summary>
    /// <param name="script">A call such as <c>MovingFunctions.ewma(values, 0.3)</c>, and nothing else.</param>
    /// <returns>What computes it, of numbers that may be none at all; <see langword="null"/> for a script that is more, or no such call.</returns>
    public static Func<double[], double>? Find(string script)
    {
        string call = string.Concat(script.Where(static sign => !char.IsWhiteSpace(sign))).TrimEnd(';');
        if (call.StartsWith("return", StringComparison.Ordinal)) call = call["return".Length..];
        if (!call.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        call = call[Prefix.Length..];
        int open = call.IndexOf('(', StringComparison.Ordinal);
        string name = open < 0 ? call : call[..open], arguments = open < 0 ? "(values)" : call[open..];
        return (name, arguments) switch
        {
            ("max", "(values)") => static values => values.Length == 0 ? double.NaN : values.Max(),
            ("min", "(values)") => static values => values.Length == 0 ? double.NaN : values.Min(),
            ("sum", "(values)") => static values => values.Sum(),
            ("unweightedAvg", "(values)") => Average,
            ("linearWeightedAvg", "(values)") => LinearAverage,
            ("stdDev", "(values,MovingFunctions.unweightedAvg(values))") => static values => Deviation(values, Average(values)),
            ("ewma", _) when NumberIn(arguments) is { } alpha => values => Smoothed(values, alpha),
            _ => null,
        };
    }

    private static double? NumberIn(string arguments) =>
        arguments.StartsWith("(values,", StringComparison.Ordinal) && arguments.EndsWith(')')
        && double.TryParse(arguments.AsSpan("(values,".Length..^1), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static double Average(double[] values) => values.Length == 0 ? double.NaN : values.Average();

    /// <summary>The later, the heavier. The weights are those of the original, which adds one to their sum.</summary>
    private static double LinearAverage(double[] values) =>
        values.Length == 0 ? double.NaN : values.Select(static (value, i) => value * (i + 1)).Sum() / (1 + (values.Length * (values.Length + 1) / 2.0));

    private static double Deviation(double[] values, double mean) =>
        values.Length == 0 ? double.NaN : Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));

    private static double Smoothed(double[] values, double alpha) =>
        values.Length == 0 ? double.NaN : values.Skip(1).Aggregate(values[0], (smooth, value) => (value * alpha) + (smooth * (1 - alpha)));
}
