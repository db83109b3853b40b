using Ashiato.Model;
using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class TraceNotesQuestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_lines_stand_at_the_span_or_transaction_that_wrote_them_oldest_first()
    {
        var notes = await NotesAsync(new SampleEvents()
            .Transaction()
            .Log("later", at: 50, with: batch => batch.Set(Fields.TransactionId, "t1"))
            .Log("sooner", at: 10, with: batch =>
            {
                batch.Set(Fields.TransactionId, "t1");
                batch.Set(Fields.SpanId, "s1");
                batch.Set(Fields.LogLevel, "warn");
                batch.Set(Fields.LogLogger, "shop.cart");
            }));

        Assert.Equal(
            [new TraceLog("s1", SampleEvents.Noon + 10, "warn", "shop.cart", "sooner", "shop"), new TraceLog("t1", SampleEvents.Noon + 50, null, null, "later", "shop")],
            notes.Logs);
    }

    [Fact]
    public async Task Marks_are_told_in_microseconds_after_the_start_of_their_transaction()
    {
        var notes = await NotesAsync(new SampleEvents().Transaction(with: batch =>
        {
            batch.Set(Fields.Mark("agent", "timeToFirstByte"), 12.5);
            batch.Set(Fields.Mark("navigationTiming", "domComplete"), 3.0);
        }));

        Assert.Equal([new TraceMark("t1", "navigationTiming", "domComplete", 3_000), new TraceMark("t1", "agent", "timeToFirstByte", 12_500)], notes.Marks);
    }

    [Fact]
    public async Task Links_from_other_traces_are_found_and_those_inside_the_trace_are_not()
    {
        string toThis = "[{\"trace\":{\"id\":\"" + SampleEvents.TraceId + "\"},\"span\":{\"id\":\"t1\"}}]";
        var notes = await NotesAsync(new SampleEvents()
            .Transaction()
            .Span("inside", with: batch => batch.Set(Fields.SpanLinks, toThis))
            .Transaction("t2", at: 500, service: "worker", name: "consume", with: batch =>
            {
                batch.Set(Fields.TraceId, "fedcba9876543210fedcba9876543210");
                batch.Set(Fields.SpanLinks, toThis);
            }));

        Assert.Equal([new IncomingLink("t1", "fedcba9876543210fedcba9876543210", "t2", "worker", "consume", SampleEvents.Noon + 500)], notes.LinkedFrom);
    }

    [Fact]
    public async Task A_trace_that_nobody_knows_has_no_notes()
    {
        var notes = await NotesAsync(new SampleEvents().Metric());

        Assert.Empty(notes.Logs);
        Assert.Empty(notes.Marks);
        Assert.Empty(notes.LinkedFrom);
    }

    [Fact]
    public async Task Values_of_a_field_are_told_by_the_id_of_their_row()
    {
        await using var store = await new SampleEvents()
            .Transaction(with: batch => batch.Set(Fields.Label("tier"), "gold"))
            .Span("s1", with: batch => batch.Set(Fields.NumericLabel("size"), 2.5))
            .Span("s2").ToStoreAsync();
        var question = new TraceValuesQuestion(store);

        Assert.Equal(new Dictionary<string, string> { ["t1"] = "gold" }, await question.ValuesAsync(SampleEvents.TraceId, "labels.tier", Cancel));
        Assert.Equal(new Dictionary<string, string> { ["s1"] = "2.5" }, await question.ValuesAsync(SampleEvents.TraceId, "numeric_labels.size", Cancel));
        Assert.Equal(new Dictionary<string, string> { ["s1"] = "s1", ["s2"] = "s2" }, await question.ValuesAsync(SampleEvents.TraceId, "span.id", Cancel));
        Assert.Empty(await question.ValuesAsync(SampleEvents.TraceId, "no.such.field", Cancel));
        Assert.Contains("labels.tier", await question.FieldsAsync(SampleEvents.TraceId, Cancel));
    }

    private static async Task<TraceNotes> NotesAsync(SampleEvents events)
    {
        await using var store = await events.ToStoreAsync();
        return await new TraceNotesQuestion(store).AskAsync(SampleEvents.TraceId, Cancel);
    }
}
