namespace Ashiato.Console.Map;

/// <summary>Finds places for the figures of edges: beside their line, where no line runs through them and no node or other figure stands.</summary>
internal sealed class LabelPlaces
{
    // Around a figure such as "42.8 ms", in CSS pixels: to both sides of its middle, above its base line and below it.
    private const double HalfWidth = 24, Ascent = 12, Descent = 4;

    /// <summary>How far the base line of a figure is above a line, and below one.</summary>
    private const double Above = 6, Below = 14;

    /// <summary>From a node to the middle of the figure beside it.</summary>
    private const double FromNode = HalfWidth + 4;

    private const int Samples = 120;
    private const double CellSize = 32;

    /// <summary>What being in the way of a figure counts, beside one point of a line.</summary>
    private const int Covered = 100;

    private readonly Dictionary<(int Column, int Row), List<(double X, double Y)>> _points = [];
    private readonly List<(double Left, double Top, double Right, double Bottom)> _taken;

    /// <summary>Begins with what is drawn already.</summary>
    public LabelPlaces(IEnumerable<EdgeCurve> curves, IEnumerable<PlacedNode> nodes)
    {
        foreach (var curve in curves)
        {
            for (int i = 0; i <= Samples; i++)
            {
                var point = curve.At((double)i / Samples);
                var cell = Cell(point.X, point.Y);
                if (!_points.TryGetValue(cell, out var points)) _points.Add(cell, points = []);
                points.Add(point);
            }
        }
        _taken = [.. nodes.Select(node => (node.X, node.Y, node.X + MapLayout.NodeWidth, node.Y + MapLayout.NodeHeight))];
    }

    /// <summary>Takes the best place for the figure of a line, where its middle and its base line lie: from that end of it at which fewer lines meet.</summary>
    public (double X, double Y) Take(EdgeCurve curve)
    {
        var (best, least) = (default((double X, double Y)), int.MaxValue);
        foreach (var place in Candidates(curve))
        {
            int hidden = Hidden(place);
            if (hidden >= least) continue;
            (best, least) = (place, hidden);
            if (hidden == 0) break;
        }
        _taken.Add(Box(best));
        return best;
    }

    private static IEnumerable<(double X, double Y)> Candidates(EdgeCurve curve)
    {
        var places = FromTheEnd(curve);
        return curve.IsCrowdedAtEnd ? places.Reverse() : places;
    }

    private static IEnumerable<(double X, double Y)> FromTheEnd(EdgeCurve curve)
    {
        // Outside of the bend: that side is free of the line itself. At the start the bend is the other one.
        bool isFromAbove = curve.StartY < curve.EndY;
        double first = isFromAbove ? Below : -Above, second = isFromAbove ? -Above : Below;
        yield return (curve.EndX - FromNode, curve.EndY + first);
        yield return (curve.EndX - FromNode, curve.EndY + second);
        for (double way = 0.95; way > 0.05; way -= 0.05)
        {
            var (x, y) = curve.At(way);
            yield return (x, y + first);
            yield return (x, y + second);
            yield return (x - HalfWidth - Above, y + Descent);
            yield return (x + HalfWidth + Above, y + Descent);
        }
        yield return (curve.StartX + FromNode, curve.StartY + first);
        yield return (curve.StartX + FromNode, curve.StartY + second);
    }

    private int Hidden((double X, double Y) place)
    {
        var box = Box(place);
        int hidden = Covered * _taken.Count(other => other.Left < box.Right && box.Left < other.Right && other.Top < box.Bottom && box.Top < other.Bottom);
        var (from, to) = (Cell(box.Left, box.Top), Cell(box.Right, box.Bottom));
        for (int column = from.Column; column <= to.Column; column++)
        {
            for (int row = from.Row; row <= to.Row; row++)
            {
                if (_points.TryGetValue((column, row), out var points))
                    hidden += points.Count(point => point.X > box.Left && point.X < box.Right && point.Y > box.Top && point.Y < box.Bottom);
            }
        }
        return hidden;
    }

    private static (double Left, double Top, double Right, double Bottom) Box((double X, double Y) place) =>
        (place.X - HalfWidth, place.Y - Ascent, place.X + HalfWidth, place.Y + Descent);

    private static (int Column, int Row) Cell(double x, double y) => ((int)Math.Floor(x / CellSize), (int)Math.Floor(y / CellSize));
}
