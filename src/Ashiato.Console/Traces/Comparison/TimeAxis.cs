using Ashiato.Console.Formatting;

namespace Ashiato.Console.Traces.Comparison;

/// <summary>One axis for two traces: where moments lie on it, and the steps that divide it.</summary>
/// <param name="totalMicros">Its length.</param>
public sealed class TimeAxis(long totalMicros)
{
    private const int MostSteps = 6;

    // A label to the right of this would be cut off.
    private const double LastLabel = 92;

    private readonly double _total = Math.Max(1, totalMicros);

    /// <summary>A place on the axis, as a percentage for an attribute.</summary>
    public string At(double micros) => $"{Figures.Attribute(100 * micros / _total)}%";

    /// <summary>The width of a stretch, never so narrow that it cannot be seen.</summary>
    public string Wide(double micros) => $"{Figures.Attribute(Math.Max(0.15, 100 * micros / _total))}%";

    /// <summary>Steps of 1, 2 or 5: where they lie, and what they are called.</summary>
    public IEnumerable<(string At, string Label, bool IsLabelled)> Steps()
    {
        double raw = _total / MostSteps, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
        for (double at = 0; at <= _total; at += step)
            yield return (At(at), at == 0 ? "0" : Figures.Duration(at), 100 * at / _total <= LastLabel);
    }
}
