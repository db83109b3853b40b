using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Traces;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Traces;

public class RecentTracesQuestionTests
{
    private static readonly TimeRange s_untilLater = new(SampleEvents.Noon, SampleEvents.Noon + 100);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_traces_are_told_by_the_transaction_that_nothing_called()
    {
        var traces = await AskAsync(
            new SampleEvents()
                .Transaction("old", at: 1)
                .Transaction("called", at: 2, parent: "old")
                .Transaction("new", at: 3, with: Of(1)),
            TimeRange.All);

        Assert.Equal(["new", "old"], traces.Select(trace => trace.TransactionId));
        Assert.Equal(new RecentTrace(SampleEvents.TraceId, "old", "shop", "GET /", SampleEvents.Noon + 1, 1_000, false, null), traces[1]);
    }

    [Fact]
    public async Task Behind_a_caller_that_does_not_report_the_earliest_transaction_tells_the_trace()
    {
        var traces = await AskAsync(
            new SampleEvents()
                .Transaction("second", at: 5, parent: "first")
                .Transaction("first", at: 3, parent: "gateway")
                .Transaction("whole", at: 4, with: Of(1)),
            TimeRange.All);

        Assert.Equal(["whole", "first"], traces.Select(trace => trace.TransactionId));
    }

    [Fact]
    public async Task A_trace_that_began_before_the_period_is_not_new_in_it()
    {
        var traces = await AskAsync(new SampleEvents().Transaction("began", at: -5).Transaction("called", at: 5, parent: "began"), s_untilLater);

        Assert.Empty(traces);
    }

    [Fact]
    public async Task There_are_no_more_than_asked_for()
    {
        var events = new SampleEvents();
        for (int i = 0; i < 10; i++) events.Transaction($"t{i}", at: i, parent: i % 2 == 0 ? "gateway" : null, with: Of(i));

        var traces = await AskAsync(events, TimeRange.All, limit: 3);

        Assert.Equal(["t9", "t8", "t7"], traces.Select(trace => trace.TransactionId));
    }

    [Fact]
    public async Task A_condition_holds_for_a_trace_when_any_of_its_events_fulfils_it()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1", at: 1).Span("users", at: 2, parent: "called").Transaction("called", at: 2, parent: "t1", service: "cart")
            .Transaction("t2", at: 3, with: Of(1)).Span("orders", at: 4, with: Of(1))
            .Transaction("behind", at: 5, parent: "gateway", with: Of(2)).Span("users", at: 6, parent: "behind", with: Of(2))
            .ToStoreAsync();

        Assert.Equal(["behind", "t1"], await WhereAsync(Filter.Is(Fields.SpanName, "users")));
        // What is shown is the whole trace, whichever service the condition is about.
        Assert.Equal(["t1"], await WhereAsync(Filter.Is(Fields.ServiceName, "cart")));
        Assert.Empty(await WhereAsync(Filter.Is(Fields.SpanName, "nothing")));

        async Task<IEnumerable<string>> WhereAsync(Filter where) =>
            (await new RecentTracesQuestion(store).AskAsync(new Period(s_untilLater, Where: where), 10, Cancel)).Select(trace => trace.TransactionId);
    }

    [Fact]
    public async Task What_traces_begin_with_is_told_by_its_own_numbers_most_time_first()
    {
        await using var store = await new SampleEvents()
            .Transaction("a", at: 1, takes: 10, name: "GET /a").Transaction("called", at: 2, takes: 500, parent: "a", service: "cart", name: "GET /cart")
            .Transaction("b1", at: 3, takes: 30, name: "GET /items/1", with: Of(1)).Transaction("b2", at: 4, takes: 50, name: "GET /items/2", with: Of(2))
            .ToStoreAsync();
        var rules = new RouteRuleSet([new RouteRule("/items/{id}")]);

        var groups = await new RootGroupsQuestion(store, rules).AskAsync(new Period(s_untilLater), Cancel);

        Assert.Equal([("shop", "GET /items/{id}", 2, 80), ("shop", "GET /a", 1, 10)], groups.Select(one => (one.Service, one.Group.Name, one.Group.Count, one.Group.TotalMicros)));
        Assert.Equal(80.0 / 90, groups[0].Group.Share, 6);
        Assert.Equal(50, groups[0].Group.MaxMicros);
    }

    private static async Task<IReadOnlyList<RecentTrace>> AskAsync(SampleEvents events, TimeRange time, int limit = 10)
    {
        await using var store = await events.ToStoreAsync();
        return await new RecentTracesQuestion(store).AskAsync(new Period(time), limit, Cancel);
    }

    private static Action<EventBatchBuilder> Of(int trace) => batch => batch.Set(Fields.TraceId, $"{trace:x32}");
}
