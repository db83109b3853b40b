using Ashiato.Query.Traces;

namespace Ashiato.Query.Tests.Traces;

public class TraceSizeQuestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactions_spans_and_errors_of_a_trace_are_counted()
    {
        await using var store = await new SampleEvents().Transaction("t1").Span("s1").Error("e1", parent: "s1").ToStoreAsync();

        Assert.Equal(3, await new TraceSizeQuestion(store).AskAsync(SampleEvents.TraceId, Cancel));
    }

    [Fact]
    public async Task A_trace_of_which_nothing_is_known_has_no_size()
    {
        await using var store = await new SampleEvents().Transaction("t1").ToStoreAsync();

        Assert.Equal(0, await new TraceSizeQuestion(store).AskAsync("ffffffffffffffffffffffffffffffff", Cancel));
    }
}
