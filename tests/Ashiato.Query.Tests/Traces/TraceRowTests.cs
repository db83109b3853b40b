using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class TraceRowTests
{
    [Fact]
    public async Task A_row_tells_that_nobody_waited_for_it()
    {
        var trace = await TraceQuestionTests.TraceAsync(new SampleEvents()
            .Transaction()
            .Span("waited")
            .Span("async", with: batch => batch.Set(Fields.SpanSync, false))
            .Span("message", with: batch => batch.Set(Fields.SpanType, "messaging")));

        Assert.Equal(["async", "message"], trace.Rows.Where(row => row.IsAsync).Select(row => row.Id).Order());
    }

    [Fact]
    public async Task A_row_tells_what_folded_calls_took_together_and_how_many_rows_a_statement_changed()
    {
        var trace = await TraceQuestionTests.TraceAsync(new SampleEvents().Transaction().Span("s1", with: batch =>
        {
            batch.Set(Fields.SpanCompositeCount, 12);
            batch.Set(Fields.SpanCompositeSumUs, 80);
            batch.Set(Fields.SpanDbRowsAffected, 3);
        }));

        Assert.Equal((12, 80, 3L), (trace.Rows[1].CallCount, trace.Rows[1].CallSumMicros, trace.Rows[1].RowsAffected));
    }

    [Fact]
    public async Task A_row_names_what_it_links_to_and_what_was_dropped_below_it()
    {
        var trace = await TraceQuestionTests.TraceAsync(new SampleEvents().Transaction(with: batch =>
        {
            batch.Set(Fields.SpanLinks, """[{"trace":{"id":"aa"},"span":{"id":"bb"}}]""");
            batch.Set(Fields.TransactionDroppedSpansStats, """[{"destination_service_resource":"redis","outcome":"failure","duration.count":5,"duration.sum.us":70}]""");
        }));

        Assert.Equal([new SpanLink("aa", "bb")], trace.Rows[0].Links);
        Assert.Equal([new LostSpans("redis", true, 5, 70)], trace.Rows[0].Lost);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"trace":1}""")]
    [InlineData("""[1]""")]
    [InlineData("""[]""")]
    public async Task Links_that_are_none_link_to_nothing(string links)
    {
        var trace = await TraceQuestionTests.TraceAsync(new SampleEvents().Transaction(with: batch => batch.Set(Fields.SpanLinks, links)));

        Assert.Null(trace.Rows[0].Links);
    }

    [Fact]
    public async Task What_came_without_an_end_is_unfinished()
    {
        var trace = await TraceQuestionTests.TraceAsync(new SampleEvents()
            .Transaction()
            .Span("open", with: batch => batch.Clear(Fields.SpanDurationUs))
            .Span("zero", takes: 0)
            .Span("below", at: 10, takes: 50, parent: "zero")
            .Span("instant", takes: 0));

        Assert.Equal(["open", "zero"], trace.Rows.Where(row => row.IsUnfinished).Select(row => row.Id).Order());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(60, false)]
    public async Task A_parent_that_did_not_come_is_unfinished_while_its_children_are_fresh(int minutes, bool isUnfinished)
    {
        await using var store = await new SampleEvents().Span("s1", parent: "running", transaction: null).ToStoreAsync();
        var time = new FixedTime(DateTimeOffset.UnixEpoch.AddMicroseconds(SampleEvents.Noon).AddMinutes(minutes));

        var trace = await new TraceQuestion(store, time).AskAsync(SampleEvents.TraceId, TestContext.Current.CancellationToken);

        Assert.Equal(isUnfinished, trace!.Rows.Single(row => row.Kind == TraceRowKind.Missing).IsUnfinished);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
