using System.Globalization;
using System.Text;

namespace Ashiato.Console.Charts;

/// <summary>Places the strokes of a sparkline: a small chart without axes.</summary>
internal static class Sparkline
{
    /// <summary>Its size in CSS pixels.</summary>
    public const int Width = 96, Height = 24;

    /// <summary>The width of one in a table that has many columns.</summary>
    public const int Narrow = 44;

    /// <summary>A ring around a place that the stroke fills.</summary>
    private const string Dot = "m-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0";

    private const double Top = 2.5, Bottom = Height - 1.5;

    /// <summary>The path of a line with a gap where a value is missing.</summary>
    /// <param name="values">One a step.</param>
    /// <param name="beside">Other values that share its scale.</param>
    /// <param name="width">Its width in CSS pixels.</param>
    public static string Line(IReadOnlyList<double?> values, IReadOnlyList<double?>? beside = null, int width = Width)
    {
        double greatest = Math.Max(Greatest(values), beside is null ? 0 : Greatest(beside)), step = (double)width / Math.Max(values.Count, 1);
        var path = new StringBuilder();
        bool isDrawing = false;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value)
            {
                isDrawing = false;
                continue;
            }
            // A value between two gaps would draw nothing: a dot shows it.
            bool isAlone = !isDrawing && (i + 1 == values.Count || values[i + 1] is null);
            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{(i + 0.5) * step:0.#} {Y(value, greatest):0.#}");
            if (isAlone) path.Append(Dot);
            isDrawing = true;
        }
        return path.ToString();
    }

    /// <summary>The path of bars, each as high as its value; none where it is 0 or missing.</summary>
    /// <param name="values">One a step.</param>
    /// <param name="width">Its width in CSS pixels.</param>
    public static string Bars(IReadOnlyList<double?> values, int width = Width)
    {
        double greatest = Greatest(values), step = (double)width / Math.Max(values.Count, 1), bar = Math.Max(1, step - 1);
        var path = new StringBuilder();
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is not > 0) continue;
            double y = Y(values[i]!.Value, greatest);
            path.Append(CultureInfo.InvariantCulture, $"M{i * step:0.#} {Bottom:0.#}V{y:0.#}h{bar:0.#}V{Bottom:0.#}z");
        }
        return path.ToString();
    }

    private static double Greatest(IReadOnlyList<double?> values) => values.DefaultIfEmpty().Max() is > 0 and var greatest ? greatest : 1;

    private static double Y(double value, double greatest) => Bottom - value / greatest * (Bottom - Top);
}
