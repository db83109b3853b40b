using Ashiato.Query.Flame;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;

namespace Ashiato.Query.Tests.Flame;

public class FlameQuestionTests
{
    [Fact]
    public async Task Equal_steps_below_equal_steps_become_one_frame()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1", takes: 1_000)
            .Span("q1", at: 100, takes: 300, with: Named("query"))
            .Span("q2", at: 500, takes: 200, with: Named("query"))
            .Span("render", at: 800, takes: 100)
            .ToStoreAsync();

        var graph = await AskAsync(store);

        Assert.Equal((1, 1_000L), (graph.TraceCount, graph.DurationMicros));
        var root = Assert.Single(graph.Roots);
        Assert.Equal(("GET /", 1L, 400L), (root.Name, root.Count, root.SelfMicros));
        Assert.Equal([("query", 2L, 500L), ("render", 1L, 100L)], root.Children.Select(child => (child.Name, child.Count, child.TotalMicros)));
    }

    [Fact]
    public async Task The_critical_path_of_all_frames_adds_up_to_the_duration()
    {
        await using var store = await RecordedStream.ToStoreAsync(TestContext.Current.CancellationToken);

        var graph = await new FlameQuestion(store, TimeProvider.System, RouteRuleSet.None).AskAsync(
            new TransactionKey("isucari", "GET /new_items.json"), new Period(RecordedStream.Time), null, null, 20, TestContext.Current.CancellationToken);

        Assert.Equal(20, graph.TraceCount);
        Assert.InRange(Critical(graph.Roots), graph.DurationMicros * 0.98, graph.DurationMicros * 1.02);
        Assert.All(graph.Roots, AreNoLargerThanTheirParent);
    }

    private static Action<Model.EventBatchBuilder> Named(string name) => batch => batch.Set(Model.Fields.SpanName, name);

    private static double Critical(IEnumerable<FlameNode> nodes) => nodes.Sum(node => node.CriticalMicros + Critical(node.Children));

    private static void AreNoLargerThanTheirParent(FlameNode node)
    {
        Assert.True(node.SelfMicros <= node.TotalMicros);
        Assert.All(node.Children, AreNoLargerThanTheirParent);
    }

    private static Task<FlameGraph> AskAsync(Ashiato.Storage.IEventStore store) => new FlameQuestion(store, TimeProvider.System, RouteRuleSet.None).AskAsync(
        new TransactionKey("shop", "GET /"), new Period(Storage.Queries.TimeRange.All), null, null, 10, TestContext.Current.CancellationToken);
}
