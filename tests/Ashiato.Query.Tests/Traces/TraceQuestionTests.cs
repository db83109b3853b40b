using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class TraceQuestionTests
{
    [Fact]
    public async Task A_trace_nobody_knows_is_null()
    {
        await using var store = await new SampleEvents().Transaction().ToStoreAsync();

        Assert.Null(await new TraceQuestion(store, TimeProvider.System).AskAsync("ffffffffffffffffffffffffffffffff", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rows_stand_depth_first_and_siblings_by_start()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Span("late", at: 500)
            .Span("inner", at: 110, takes: 10, parent: "early")
            .Transaction("t1", takes: 1_000)
            .Span("early", at: 100));

        Assert.Equal(["t1", "early", "inner", "late"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0, 1, 0], trace.Rows.Select(row => row.Parent));
        Assert.Equal([0, 1, 2, 1], trace.Rows.Select(row => row.Depth));
        Assert.Equal([0, 100, 110, 500], trace.Rows.Select(row => row.OffsetMicros));
        Assert.Equal(SampleEvents.Noon, trace.StartMicros);
        Assert.Equal(1_000, trace.DurationMicros);
    }

    [Fact]
    public async Task Everything_a_row_shows_comes_from_its_event()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction(with: batch =>
            {
                batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure);
                batch.Set(Fields.TransactionResult, "HTTP 5xx");
                batch.Set(Fields.HttpResponseStatusCode, 503);
                batch.Set(Fields.HttpRequestMethod, "GET");
                batch.Set(Fields.UrlFull, "http://shop/");
                batch.Set(Fields.TransactionSpanCountDropped, 7);
                batch.Set(Fields.ServiceLanguageName, "Go");
                batch.Set(Fields.ServiceVersion, "1.2");
            })
            .Span("s1", at: 100, with: batch =>
            {
                batch.Set(Fields.SpanSubtype, "mysql");
                batch.Set(Fields.SpanAction, "query");
                batch.Set(Fields.SpanDbStatement, "SELECT 1");
                batch.Set(Fields.SpanDestinationServiceResource, "mysql/shop");
                batch.Set(Fields.SpanCompositeCount, 12);
            }));

        Assert.Equal(new TraceService("shop", "go", "Go", "1.2", "production"), Assert.Single(trace.Services));
        Assert.Equal(7, trace.DroppedSpans);
        Assert.False(trace.IsTruncated);
        var transaction = trace.Rows[0];
        Assert.Equal(
            new TraceRow
            {
                Id = "t1",
                Parent = -1,
                Depth = 0,
                Kind = TraceRowKind.Transaction,
                Name = "GET /",
                Service = 0,
                Type = "request",
                OffsetMicros = 0,
                DurationMicros = 1_000,
                SelfMicros = 900,
                IsFailed = true,
                Result = "HTTP 5xx",
                StatusCode = 503,
                Method = "GET",
                Url = "http://shop/",
                DroppedSpans = 7,
            },
            transaction);
        Assert.Equal(
            new TraceRow
            {
                Id = "s1",
                Parent = 0,
                Depth = 1,
                Kind = TraceRowKind.Span,
                Name = "s1",
                Service = 0,
                Type = "db",
                Subtype = "mysql",
                Action = "query",
                OffsetMicros = 100,
                DurationMicros = 100,
                SelfMicros = 100,
                Statement = "SELECT 1",
                Destination = "mysql/shop",
                CallCount = 12,
            },
            trace.Rows[1]);
    }

    [Fact]
    public async Task Children_whose_parent_never_arrived_hang_under_one_placeholder_in_their_transaction()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction("t1", takes: 1_000)
            .Span("a", at: 200, takes: 100, parent: "lost")
            .Span("b", at: 500, takes: 100, parent: "lost"));

        Assert.Equal(["t1", "lost", "a", "b"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0, 1, 1], trace.Rows.Select(row => row.Parent));
        var lost = trace.Rows[1];
        Assert.Equal(TraceRowKind.Missing, lost.Kind);
        Assert.Equal((200, 400), (lost.OffsetMicros, lost.DurationMicros));
        Assert.Equal(-1, lost.Service);
    }

    [Fact]
    public async Task Spans_whose_transaction_has_not_ended_yet_hang_under_a_placeholder_for_it()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Span("a", at: 0, takes: 100)
            .Span("b", at: 200, takes: 100, parent: "lost"));

        Assert.Equal(["t1", "a", "lost", "b"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0, 0, 2], trace.Rows.Select(row => row.Parent));
        Assert.Equal((0, 300), (trace.Rows[0].OffsetMicros, trace.Rows[0].DurationMicros));
    }

    [Fact]
    public async Task A_transaction_whose_caller_is_unknown_hangs_under_a_placeholder_without_parent()
    {
        var trace = await TraceAsync(new SampleEvents().Transaction("t1", parent: "browser"));

        Assert.Equal(["browser", "t1"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0], trace.Rows.Select(row => row.Parent));
    }

    [Fact]
    public async Task A_span_without_parent_belongs_to_its_transaction()
    {
        var trace = await TraceAsync(new SampleEvents().Transaction("t1").Span("s1", at: 1, parent: null));

        Assert.Equal(0, trace.Rows[1].Parent);
    }

    [Fact]
    public async Task A_span_that_names_its_children_is_their_parent()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction("t1")
            .Span("inferred", at: 10, takes: 500, with: batch => batch.Add(Fields.ChildId, "call"u8))
            .Span("call", at: 20, parent: "t1"));

        Assert.Equal(["t1", "inferred", "call"], trace.Rows.Select(row => row.Id));
        Assert.Equal(1, trace.Rows[2].Parent);
    }

    [Fact]
    public async Task Rows_that_share_an_id_are_all_shown_and_the_first_is_the_parent()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction("t1", takes: 1_000)
            .Span("twin", at: 100)
            .Span("twin", at: 200)
            .Span("child", at: 110, takes: 10, parent: "twin"));

        Assert.Equal(["t1", "twin", "child", "twin"], trace.Rows.Select(row => row.Id));
        Assert.Equal(1, trace.Rows[2].Parent);
    }

    [Fact]
    public async Task A_circle_of_parents_is_cut_at_its_earliest_row()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Span("b", at: 20, parent: "a", transaction: null)
            .Span("a", at: 10, parent: "c", transaction: null)
            .Span("c", at: 30, parent: "b", transaction: null)
            .Span("own", at: 40, parent: "own", transaction: null));

        Assert.Equal(["a", "b", "c", "own"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0, 1, -1], trace.Rows.Select(row => row.Parent));
    }

    [Fact]
    public async Task A_placeholder_that_would_close_a_circle_becomes_a_root()
    {
        var trace = await TraceAsync(new SampleEvents().Transaction("t1", parent: "lost").Span("s1", at: 1, parent: "lost"));

        Assert.Equal(["lost", "t1", "s1"], trace.Rows.Select(row => row.Id));
        Assert.Equal([-1, 0, 0], trace.Rows.Select(row => row.Parent));
    }

    [Fact]
    public async Task Errors_stand_under_the_row_that_recorded_them()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction("t1")
            .Span("s1", at: 100)
            .Error("later", at: 150, parent: "s1")
            .Error("sooner", at: 50, parent: "gone")
            .Error("elsewhere", at: 200, parent: "gone", transaction: "gone"));

        Assert.Equal(
            [new TraceError("sooner", 0, 50, "Broken", "It broke."), new TraceError("later", 1, 150, "Broken", "It broke."), new TraceError("elsewhere", -1, 200, "Broken", "It broke.")],
            trace.Errors);
        Assert.Equal([1, 1], trace.Rows.Select(row => row.ErrorCount));
    }

    [Fact]
    public async Task A_trace_of_errors_alone_begins_with_the_first()
    {
        var trace = await TraceAsync(new SampleEvents().Error("e1", at: 70).Error("e2", at: 90));

        Assert.Empty(trace.Rows);
        Assert.Equal(SampleEvents.Noon + 70, trace.StartMicros);
        Assert.Equal([0, 20], trace.Errors.Select(error => error.OffsetMicros));
    }

    [Fact]
    public async Task Time_that_children_share_is_taken_from_the_parent_once()
    {
        var trace = await TraceAsync(new SampleEvents()
            .Transaction("t1", takes: 1_000)
            .Span("a", at: 100, takes: 300)
            .Span("b", at: 200, takes: 300)
            .Span("outlives", at: 900, takes: 500));

        Assert.Equal(1_000 - 400 - 100, trace.Rows[0].SelfMicros);
        Assert.Equal(1_400, trace.DurationMicros);
    }

    [Fact]
    public async Task A_chain_deeper_than_a_thread_s_stack_is_shown_whole()
    {
        const int Deep = 100_001;
        var events = new SampleEvents().Transaction("t1", takes: Deep);
        for (int i = 1; i < Deep; i++) events.Span($"{i}", at: i, takes: Deep - i, parent: i == 1 ? "t1" : $"{i - 1}");

        var trace = await TraceAsync(events);

        Assert.True(trace.IsTruncated);
        Assert.Equal(TraceQuestion.MaxRows, trace.Rows.Count);
        Assert.Equal(TraceQuestion.MaxRows - 1, trace.Rows[^1].Depth);
    }

    internal static async Task<Trace> TraceAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        var trace = await new TraceQuestion(store, TimeProvider.System).AskAsync(SampleEvents.TraceId, TestContext.Current.CancellationToken);
        return trace!;
    }
}
