using Ashiato.Model;
using Ashiato.Query.Traces;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Tests.Traces;

public class EventQuestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_span_is_told_in_full_with_the_errors_under_it_oldest_first()
    {
        await using var store = await new SampleEvents()
            .Transaction("t1")
            .Span("s1", with: batch => batch.Set(Fields.SpanDbStatement, "SELECT 1"))
            .Error("later", at: 9, parent: "s1")
            .Error("sooner", at: 5, parent: "s1")
            .Error("other", parent: "t1")
            .ToStoreAsync();

        var details = await new EventQuestion(store).AskAsync(SampleEvents.TraceId, "s1", Cancel);

        Assert.Equal("SELECT 1", details!.Event.GetProperty("span").GetProperty("db").GetProperty("statement").GetString());
        Assert.Equal(["sooner", "later"], details.Errors.Select(error => error.GetProperty("error").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_error_that_names_no_parent_belongs_to_its_transaction()
    {
        await using var store = await new SampleEvents().Transaction("t1").Error("e1", parent: null).ToStoreAsync();

        Assert.Single((await new EventQuestion(store).AskAsync(SampleEvents.TraceId, "t1", Cancel))!.Errors);
    }

    [Fact]
    public async Task An_event_of_another_trace_is_not_found()
    {
        await using var store = await new SampleEvents().Transaction("t1").ToStoreAsync();

        Assert.Null(await new EventQuestion(store).AskAsync("ffffffffffffffffffffffffffffffff", "t1", Cancel));
    }
}
