using System.Globalization;

namespace Ashiato.Console.Map;

/// <summary>The way of an edge: it leaves its node to the right and arrives from the left.</summary>
/// <param name="StartX">Where it leaves.</param>
/// <param name="StartY">Likewise.</param>
/// <param name="EndX">Where it arrives.</param>
/// <param name="EndY">Likewise.</param>
/// <param name="IsBack">It leads back, in a wide curve.</param>
/// <param name="IsCrowdedAtEnd">More lines arrive where it ends than leave where it starts.</param>
internal readonly record struct EdgeCurve(double StartX, double StartY, double EndX, double EndY, bool IsBack, bool IsCrowdedAtEnd)
{
    /// <summary>How far a curve that leads back reaches beyond its nodes, in CSS pixels.</summary>
    private const double WideBend = 128;

    /// <summary>Room for the head of the arrow.</summary>
    private const double Head = 5;

    // Lines of one node part early and run level where each is alone: there their figures have room.
    private double FirstX => StartX + (IsBack ? WideBend : Turn * (EndX - StartX));

    private double SecondX => EndX - (IsBack ? WideBend : (1 - Turn) * (EndX - StartX));

    private double Turn => IsCrowdedAtEnd ? 0.6 : 0.4;

    /// <summary>The same as SVG writes paths.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"M{StartX:0.#} {StartY:0.#}C{FirstX:0.#} {StartY:0.#} {SecondX:0.#} {EndY:0.#} {EndX - Head:0.#} {EndY:0.#}");

    /// <summary>A point of it.</summary>
    /// <param name="way">0 where it leaves, 1 where it arrives.</param>
    public (double X, double Y) At(double way)
    {
        double rest = 1 - way;
        double a = rest * rest * rest, b = 3 * rest * rest * way, c = 3 * rest * way * way, d = way * way * way;
        return ((a * StartX) + (b * FirstX) + (c * SecondX) + (d * (EndX - Head)), ((a + b) * StartY) + ((c + d) * EndY));
    }
}
