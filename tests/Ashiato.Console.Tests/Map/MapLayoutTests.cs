using System.Globalization;
using Ashiato.Console.Map;
using Ashiato.Query;
using Ashiato.Query.Map;

namespace Ashiato.Console.Tests.Map;

public class MapLayoutTests
{
    [Fact]
    public void Callers_stand_left_of_what_they_call()
    {
        var layout = Layout(["web", "shop", "cart", ">db"], ("web", "shop"), ("shop", "cart"), ("cart", ">db"), ("web", ">db"));

        Assert.Equal(["web", "shop", "cart", ">db"], layout.Nodes.OrderBy(node => node.X).Select(node => node.Node.Id));
    }

    [Fact]
    public void Circles_end()
    {
        var layout = Layout(["a", "b", "c"], ("a", "b"), ("b", "c"), ("c", "a"));

        Assert.Equal(3, layout.Edges.Count);
        Assert.Equal(3, layout.Nodes.Select(node => node.X).Distinct().Count());
    }

    [Fact]
    public void No_two_nodes_lie_upon_one_another_and_all_lie_inside()
    {
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => $"n{i}")];
        var layout = Layout(ids, [.. ids.Skip(1).Select((id, i) => (ids[i / 2], id))]);

        foreach (var one in layout.Nodes)
        {
            Assert.InRange(one.X, 0, layout.Width - MapLayout.NodeWidth);
            Assert.InRange(one.Y, 0, layout.Height - MapLayout.NodeHeight);
            Assert.DoesNotContain(layout.Nodes, other => other != one && Math.Abs(other.X - one.X) < MapLayout.NodeWidth && Math.Abs(other.Y - one.Y) < MapLayout.NodeHeight);
        }
    }

    [Fact]
    public void The_same_map_is_always_laid_out_in_the_same_way()
    {
        var one = Layout(["a", "b", "c", "d"], ("a", "c"), ("b", "c"), ("b", "d"));
        var other = Layout(["d", "c", "b", "a"], ("b", "d"), ("b", "c"), ("a", "c"));

        Assert.Equal(one.Nodes.Select(node => (node.Node.Id, node.X, node.Y)).Order(), other.Nodes.Select(node => (node.Node.Id, node.X, node.Y)).Order());
    }

    [Theory]
    [InlineData("one that calls many", 8, false)]
    [InlineData("many that call one", 8, true)]
    public void No_line_runs_through_the_figures_of_an_edge(string map, int others, bool areCallers)
    {
        string[] ids = [.. Enumerable.Range(0, others).Select(i => $"n{i}"), "hub"];
        var layout = Layout(ids, [.. ids[..^1].Select(id => areCallers ? (id, "hub") : ("hub", id))]);

        (double X, double Y)[] points = [.. layout.Edges.SelectMany(edge => Points(edge.Path))];
        foreach (var edge in layout.Edges)
        {
            Assert.False(points.Any(point => Math.Abs(point.X - edge.LabelX) < 23 && point.Y > edge.LabelY - 10 && point.Y < edge.LabelY + 2), $"{map}: {edge.Edge}");
            Assert.DoesNotContain(layout.Edges, other => other != edge && Math.Abs(other.LabelX - edge.LabelX) < 48 && Math.Abs(other.LabelY - edge.LabelY) < 12);
        }
    }

    [Fact]
    public void Around_a_node_only_its_neighbours_stay()
    {
        var map = Map(["web", "shop", "cart", ">db"], ("web", "shop"), ("shop", "cart"), ("cart", ">db"));

        Assert.Equal(["web", "shop", "cart"], MapLayout.Around(map, "shop", 1).Nodes.Select(node => node.Id));
        Assert.Equal(4, MapLayout.Around(map, "shop", 2).Nodes.Count);
        Assert.Same(map, MapLayout.Around(map, "gone", 1));
    }

    private static MapLayout Layout(string[] ids, params (string From, string To)[] edges) => new(Map(ids, edges));

    private static ServiceMap Map(string[] ids, params (string From, string To)[] edges) =>
        new([.. ids.Select(id => new MapNode(id, id.TrimStart('>'), id[0] != '>', null, Calls))], [.. edges.Select(edge => new MapEdge(edge.From, edge.To, Calls))]);

    /// <summary>Points along a path of one cubic curve.</summary>
    private static IEnumerable<(double X, double Y)> Points(string path)
    {
        double[] at = [.. path[1..].Replace('C', ' ').Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        for (double way = 0; way <= 1; way += 0.005)
        {
            double rest = 1 - way;
            yield return (On(0), On(1));

            double On(int axis) => (rest * rest * rest * at[axis]) + (3 * rest * rest * way * at[axis + 2]) + (3 * rest * way * way * at[axis + 4]) + (way * way * way * at[axis + 6]);
        }
    }

    private static CallFigures Calls => new() { Count = 1, ThroughputPerSecond = 1, FailedCount = 0, TotalMicros = 1, Share = 1, MaxMicros = 1 };
}
