using Ashiato.Model;
using Ashiato.Query.Calls;

namespace Ashiato.Query.Tests.Calls;

public sealed class CallsQuestionTests
{
    [Fact]
    public async Task Statements_that_differ_only_in_literals_are_one_row_most_time_first()
    {
        var ranking = await new SampleEvents().Transaction(takes: 20_000)
            .Query("a", 0, 1_000).Query("b", 1_000, 3_000).Query("c", 5_000, 9_000, "UPDATE users SET name = ?")
            .RankAsync();

        Assert.Equal(["UPDATE users SET name = ?", CallSamples.Statement], ranking.Groups.Select(group => group.Kind.Text));
        var users = ranking.Groups[1];
        Assert.Equal((2, 4_000, 2_000, 3_000), (users.Count, users.TotalMicros, users.AverageMicros, users.MaxMicros));
        Assert.Equal(4_000.0 / 13_000, users.Share, 6);
        Assert.Equal((3, 13_000), (ranking.Count, ranking.TotalMicros));
    }

    [Fact]
    public async Task Preparing_counts_into_the_time_of_its_statement_and_not_into_its_calls()
    {
        var ranking = await new SampleEvents().Transaction(takes: 20_000)
            .Query("p", 0, 500, with: CallSamples.Preparing).Query("a", 1_000, 1_500)
            .RankAsync();

        var group = Assert.Single(ranking.Groups);
        Assert.Equal((1, 1, 500, 2_000, 1_500), (group.Count, group.PrepareCount, group.PrepareMicros, group.TotalMicros, group.AverageMicros));
        Assert.Equal(500, ranking.PrepareMicros);
    }

    [Fact]
    public async Task A_compressed_span_counts_for_as_many_calls_as_it_says()
    {
        var ranking = await new SampleEvents().Transaction(takes: 20_000)
            .Query("a", 0, 8_000, with: batch => batch.Set(Fields.SpanCompositeCount, 7)).Query("b", 9_000)
            .RankAsync();

        Assert.Equal(8, Assert.Single(ranking.Groups).Count);
        Assert.Equal(8, ranking.Groups[0].CallsPerRequest);
    }

    [Fact]
    public async Task Callers_are_told_with_their_share_and_calls_per_request_that_makes_any()
    {
        var ranking = await new SampleEvents()
            .Transaction("t1", takes: 20_000, name: "GET /list").Transaction("t2", takes: 20_000, name: "GET /one").Transaction("t3", takes: 20_000, name: "GET /one")
            .Query("a", 0).Query("b", 2_000).Query("c", 4_000).Query("d", 0, transaction: "t2")
            .RankAsync();

        var callers = Assert.Single(ranking.Groups).Callers;
        Assert.Equal([("GET /list", 3, 3), ("GET /one", 1, 1)], callers.Select(caller => (caller.Endpoint.Name, caller.Count, caller.CallsPerRequest)));
        Assert.Equal(0.75, callers[0].Share, 6);
        Assert.True(ranking.Evidence.IsAll);
    }

    [Fact]
    public async Task Spans_that_do_not_say_of_which_transaction_they_are_belong_to_that_of_their_parents()
    {
        // OpenTelemetry's spans; the deeper ones come first, and one belongs to a request that is not there.
        var ranking = await new SampleEvents().Transaction("t1", takes: 20_000, name: "GET /list")
            .Span("d", 3_000, 1_000, parent: "c", transaction: null, with: CallSamples.IsQuery)
            .Span("c", 2_000, 3_000, parent: "t1", transaction: null, with: static batch => batch.Set(Fields.SpanType, "app"))
            .Span("a", 0, 1_000, parent: "t1", transaction: null, with: CallSamples.IsQuery)
            .Span("x", 0, 1_000, parent: "t9", transaction: null, with: CallSamples.IsQuery)
            .RankAsync();

        Assert.Equal([("GET /list", 2, 2)], Assert.Single(ranking.Groups).Callers.Select(caller => (caller.Endpoint.Name, caller.Count, caller.CallsPerRequest)));
    }

    [Fact]
    public async Task Spans_without_a_fingerprint_go_by_their_names()
    {
        var ranking = await new SampleEvents().Transaction(takes: 20_000).Span("connect", 0, 700).RankAsync();

        Assert.Equal(new CallKind("connect", null, CallScope.Database), Assert.Single(ranking.Groups).Kind);
    }

    [Fact]
    public async Task Calls_to_other_services_and_everything_else_are_rankings_of_their_own()
    {
        var events = new SampleEvents().Transaction(takes: 20_000).Query("a", 0).Call("b", 2_000).Span("render", 13_000, with: batch => batch.Set(Fields.SpanType, "template"));

        Assert.Equal(["GET shipment/status"], (await events.RankAsync(CallScope.External)).Groups.Select(group => group.Kind.Text));
    }

    [Fact]
    public async Task One_kind_is_told_with_its_slowest_calls_as_they_were_sent()
    {
        await using var store = await new SampleEvents().Transaction(takes: 20_000)
            .Query("a", 0, 1_000, with: batch => batch.Set(Fields.SpanDbStatement, "SELECT * FROM users WHERE id = 1"))
            .Query("b", 2_000, 9_000, with: batch => batch.Set(Fields.SpanDbStatement, "SELECT * FROM users WHERE id = 2"))
            .Query("p", 1_500, 100, with: CallSamples.Preparing)
            .ToStoreAsync();

        var details = await new Questions(store, TimeProvider.System)
            .CallAsync(new CallKind(CallSamples.Statement, "mysql", CallScope.Database), "shop", CallSamples.Period, TestContext.Current.CancellationToken);

        Assert.NotNull(details);
        Assert.Equal(["SELECT * FROM users WHERE id = 2", "SELECT * FROM users WHERE id = 1"], details.Slowest.Select(call => call.Text));
        Assert.Equal(2, details.Distribution.Buckets.Sum(bucket => bucket.Count));
        Assert.Equal((2, 1), (details.Group.Count, details.Group.PrepareCount));
    }

    [Fact]
    public async Task The_matrix_tells_for_each_endpoint_what_its_time_goes_to()
    {
        await using var store = await new SampleEvents().Transaction(takes: 20_000, name: "GET /list")
            .Query("a", 0, 2_000).Query("b", 2_000, 2_000).Call("c", 5_000, 10_000)
            .ToStoreAsync();

        var matrix = await new Questions(store, TimeProvider.System).CallMatrixAsync(null, CallSamples.Period, TestContext.Current.CancellationToken);

        var row = Assert.Single(matrix.Rows);
        Assert.Equal(["GET shipment/status", CallSamples.Statement], matrix.Columns.Select(column => column.Text));
        Assert.Equal([new CallMatrixCell(0.5, 1), new CallMatrixCell(0.2, 2)], row.Cells);
        Assert.Equal(0.3, row.Own, 6);
    }

    [Fact]
    public async Task A_span_of_a_trace_knows_which_calls_are_like_it()
    {
        await using var store = await new SampleEvents().Transaction().Query("a", 100).Call("b", 2_000).ToStoreAsync();
        var questions = new Questions(store, TimeProvider.System);

        var query = await questions.CallOfSpanAsync(SampleEvents.TraceId, "a", TestContext.Current.CancellationToken);
        var call = await questions.CallOfSpanAsync(SampleEvents.TraceId, "b", TestContext.Current.CancellationToken);

        Assert.Equal(new CallOfSpan(new CallKind(CallSamples.Statement, "mysql", CallScope.Database), "shop", SampleEvents.Noon + 100), query);
        Assert.Equal(new CallKind("GET shipment/status", "http", CallScope.External), call?.Kind);
        Assert.Null(await questions.CallOfSpanAsync(SampleEvents.TraceId, "nobody", TestContext.Current.CancellationToken));
    }
}
