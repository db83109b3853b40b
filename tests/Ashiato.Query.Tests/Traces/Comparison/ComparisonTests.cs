using Ashiato.Model;
using Ashiato.Query.Traces.Comparison;

namespace Ashiato.Query.Tests.Traces.Comparison;

public class ComparisonTests
{
    private const string Other = "fedcba9876543210fedcba9876543210";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Equal_calls_below_aligned_calls_stand_together()
    {
        var comparison = await CompareAsync(
            before => before.Transaction("a1", takes: 1_000).Span("query", at: 100, takes: 100, parent: "a1", transaction: "a1"),
            after => after.Transaction("b1", takes: 1_000).Span("query", at: 150, takes: 100, parent: "b1", transaction: "b1"));

        Assert.Equal([("GET /", 0, CallChange.Same), ("query", 1, CallChange.Same)], comparison.Calls.Select(one => (one.Sample.Name, one.Depth, one.Change)));
        Assert.Equal([-1, 0], comparison.Calls.Select(one => one.Parent));
        Assert.Equal([new CallSegment(100, 200)], comparison.Calls[1].A!.Segments);
        Assert.Equal([new CallSegment(150, 250)], comparison.Calls[1].B!.Segments);
        Assert.Empty(comparison.Causes);
    }

    [Fact]
    public async Task Calls_that_ran_more_often_are_the_cause_with_everything_below_them()
    {
        var comparison = await CompareAsync(
            before => before.Transaction("a1", takes: 1_000).Span("call", at: 0, takes: 200, parent: "a1", transaction: "a1"),
            after =>
            {
                after.Transaction("b1", takes: 2_000);
                for (int i = 0; i < 6; i++)
                {
                    after.Span("call", at: 200 * i, takes: 200, parent: "b1", transaction: "b1", with: batch => batch.Set(Fields.SpanId, $"c{i}"));
                    after.Span("inner", at: (200 * i) + 10, takes: 150, parent: $"c{i}", transaction: "b1");
                }
            });

        var main = comparison.FindMainCause()!;
        Assert.Equal(("call", CallChange.MoreOften, 1_000), (comparison.Calls[main.Calls].Sample.Name, main.Change, main.DeltaMicros));
        Assert.Equal((1, 6), (comparison.Calls[main.Calls].A!.Count, comparison.Calls[main.Calls].B!.Count));
        Assert.DoesNotContain(comparison.Causes, cause => comparison.Calls[cause.Calls].Sample.Name == "inner");
    }

    [Fact]
    public async Task Of_nested_calls_the_one_that_itself_took_longer_is_the_cause()
    {
        var comparison = await CompareAsync(
            before => before.Transaction("a1", takes: 1_000).Span("outer", takes: 900, parent: "a1", transaction: "a1").Span("inner", at: 10, takes: 100, parent: "outer", transaction: "a1"),
            after => after.Transaction("b1", takes: 5_000).Span("outer", takes: 4_900, parent: "b1", transaction: "b1").Span("inner", at: 10, takes: 4_100, parent: "outer", transaction: "b1"));

        var main = comparison.FindMainCause()!;
        Assert.Equal(("inner", CallChange.Slower, 4_000), (comparison.Calls[main.Calls].Sample.Name, main.Change, main.DeltaMicros));
    }

    [Fact]
    public async Task What_only_one_of_them_has_is_new_or_gone()
    {
        var comparison = await CompareAsync(
            before => before.Transaction("a1").Span("cache", takes: 100, parent: "a1", transaction: "a1"),
            after => after.Transaction("b1").Span("query", takes: 500, parent: "b1", transaction: "b1"));

        var changes = comparison.Calls.ToDictionary(one => one.Sample.Name, one => (one.Change, one.DeltaMicros));
        Assert.Equal((CallChange.Gone, -100), changes["cache"]);
        Assert.Equal((CallChange.New, 500), changes["query"]);
    }

    [Theory]
    [InlineData("SELECT * FROM users WHERE id = 1", "SELECT * FROM users WHERE id = 27")]
    [InlineData("SELECT * FROM users WHERE name = 'a'", "SELECT * FROM users WHERE name = 'it''s b'")]
    [InlineData("SELECT * FROM users WHERE id IN (?, ?, ?)", "SELECT * FROM users WHERE id IN (?, ?, ?, ?, ?)")]
    public async Task Statements_that_differ_in_their_values_alone_are_equal(string one, string other)
    {
        var comparison = await CompareAsync(
            before => before.Transaction("a1").Span("query", parent: "a1", transaction: "a1", with: batch => batch.Set(Fields.SpanDbStatement, one)),
            after => after.Transaction("b1").Span("query", parent: "b1", transaction: "b1", with: batch => batch.Set(Fields.SpanDbStatement, other)));

        Assert.Equal(2, comparison.Calls.Count);
    }

    [Fact]
    public async Task Addresses_that_differ_in_ids_alone_are_equal()
    {
        static void WithUrl(EventBatchBuilder batch, string url)
        {
            batch.Set(Fields.SpanType, "external");
            batch.Set(Fields.UrlFull, url);
        }
        var comparison = await CompareAsync(
            before => before.Transaction("a1").Span("call", parent: "a1", transaction: "a1", with: batch => WithUrl(batch, "http://shipment:7000/status/17?x=1")),
            after => after.Transaction("b1").Span("call", parent: "b1", transaction: "b1", with: batch => WithUrl(batch, "http://shipment:7000/status/29")));

        Assert.Equal(2, comparison.Calls.Count);
    }

    [Fact]
    public async Task A_prepare_belongs_to_its_query_and_is_no_call_of_its_own()
    {
        static void With(EventBatchBuilder batch, string id, string action)
        {
            batch.Set(Fields.SpanId, id);
            batch.Set(Fields.SpanAction, action);
            batch.Set(Fields.SpanDbStatement, "SELECT 1");
        }
        var comparison = await CompareAsync(
            before => before.Transaction("a1").Span("q", at: 10, parent: "a1", transaction: "a1", with: batch => With(batch, "p", "prepare")).Span("q", at: 20, parent: "a1", transaction: "a1", with: batch => With(batch, "q", "query")),
            after => after.Transaction("b1").Span("q", parent: "b1", transaction: "b1", with: batch => With(batch, "q", "query")));

        Assert.Equal(CallChange.Faster, comparison.Calls[1].Change);
        Assert.Equal((1, 200), (comparison.Calls[1].A!.Count, comparison.Calls[1].A!.SumMicros));
    }

    [Fact]
    public async Task The_typical_trace_is_the_one_nearest_to_the_median_and_not_a_failed_one()
    {
        var events = new SampleEvents().Transaction(takes: 90_000);
        foreach (var (id, takes, isFailed) in new[] { ("1", 1_000, false), ("2", 1_990, true), ("3", 2_000, false), ("4", 2_100, false), ("5", 9_000, false) })
            events.Transaction("x" + id, takes: takes, with: batch =>
            {
                batch.Set(Fields.TraceId, id.PadLeft(32, 'a'));
                if (isFailed) batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure);
            });
        await using var store = await events.ToStoreAsync();

        var comparison = await new ComparisonQuestion(store, TimeProvider.System).AskAsync(SampleEvents.TraceId, null, null, Cancel);

        Assert.Equal(("3".PadLeft(32, 'a'), 6), (comparison!.A.TraceId, comparison.TypicalOf));
        Assert.Equal(SampleEvents.TraceId, comparison.B.TraceId);
    }

    [Fact]
    public async Task The_typical_trace_is_of_the_time_that_is_compared_with()
    {
        const long later = 600_000_000;
        var events = new SampleEvents().Transaction(at: later, takes: 9_000);
        foreach (var (id, at) in new[] { ("1", 0L), ("2", later) }) events.Transaction("x" + id, at, 5_000, with: batch => batch.Set(Fields.TraceId, id.PadLeft(32, 'a')));
        await using var store = await events.ToStoreAsync();

        var before = new Period(new Storage.Queries.TimeRange(SampleEvents.Noon, SampleEvents.Noon + 1_000_000));
        var comparison = await new ComparisonQuestion(store, TimeProvider.System).AskAsync(SampleEvents.TraceId, null, before, Cancel);

        Assert.Equal(("1".PadLeft(32, 'a'), 1), (comparison!.A.TraceId, comparison.TypicalOf));
    }

    [Fact]
    public async Task A_trace_that_is_the_only_one_of_its_transaction_is_compared_with_nothing()
    {
        await using var store = await new SampleEvents().Transaction().ToStoreAsync();
        var question = new ComparisonQuestion(store, TimeProvider.System);

        Assert.Null(await question.AskAsync(SampleEvents.TraceId, null, null, Cancel));
        Assert.Null(await question.AskAsync(SampleEvents.TraceId, Other, null, Cancel));
        Assert.Null(await question.AskAsync(Other, null, null, Cancel));
    }

    [Fact]
    public async Task A_chain_deeper_than_a_stack_is_compared()
    {
        static void Chain(SampleEvents events, string root)
        {
            events.Transaction(root, takes: 100_000);
            for (int i = 0; i < 3_000; i++) events.Span($"{root}s{i}", at: i, takes: 50_000, parent: i == 0 ? root : $"{root}s{i - 1}", transaction: root, with: batch => batch.Set(Fields.SpanName, "step"));
        }
        var comparison = await CompareAsync(before => Chain(before, "a"), after => Chain(after, "b"));

        Assert.True(comparison.IsTruncated);
        Assert.Equal(TraceAlignment.MaxCalls, comparison.Calls.Count);
    }

    private static async Task<TraceComparison> CompareAsync(Action<SampleEvents> before, Action<SampleEvents> after)
    {
        SampleEvents first = new(Other), second = new();
        before(first);
        after(second);
        await using var store = await second.ToStoreAsync();
        await store.AppendAsync(first.ToBatch(), Cancel);
        return (await new ComparisonQuestion(store, TimeProvider.System).AskAsync(SampleEvents.TraceId, Other, null, Cancel))!;
    }
}
