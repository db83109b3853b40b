using Ashiato.Model;
using Ashiato.Query.Arrivals;
using Ashiato.Storage;

namespace Ashiato.Query.Tests.Arrivals;

public class ArrivalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_with_events_answers_at_once()
    {
        await using var store = await new SampleEvents().Metric().ToStoreAsync();

        Assert.True(await new FirstEventQuestion(store, TimeProvider.System).AskAsync(TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task An_empty_store_answers_when_the_first_event_arrives()
    {
        await using var store = new MemoryEventStore();
        var answer = new FirstEventQuestion(store, TimeProvider.System).AskAsync(TimeSpan.FromHours(1), Cancel);
        Assert.False(answer.IsCompleted);

        await store.AppendAsync(new SampleEvents().Metric().ToBatch(), Cancel);

        Assert.True(await answer);
    }

    [Fact]
    public async Task Patience_ends()
    {
        await using var store = new MemoryEventStore();

        Assert.False(await new FirstEventQuestion(store, TimeProvider.System).AskAsync(TimeSpan.FromMilliseconds(1), Cancel));
    }

    [Fact]
    public async Task Who_stops_asking_is_not_answered()
    {
        await using var store = new MemoryEventStore();
        using var stop = new CancellationTokenSource();
        var answer = new FirstEventQuestion(store, TimeProvider.System).AskAsync(TimeSpan.FromHours(1), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task New_traces_are_the_newest_one_and_what_arrives_but_no_more_than_a_person_can_notice()
    {
        await using var store = await new SampleEvents().Transaction("old", at: 1).Transaction("newest", at: 2, with: Of(1)).ToStoreAsync();
        await using var traces = new NewTracesQuestion(store, new StoppedTime()).AskAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.Equal("newest", await NextAsync());

        var flood = new SampleEvents();
        for (int i = 0; i < 100; i++) flood.Transaction($"{i}", with: Of(i + 2));
        await store.AppendAsync(flood.ToBatch(), Cancel);
        for (int i = 0; i < NewTracesQuestion.MostPerSecond; i++) Assert.Equal($"{i}", await NextAsync());

        var last = NextAsync();
        await store.AppendAsync(new SampleEvents().Transaction("too many", with: Of(200)).ToBatch(), Cancel);
        await store.DisposeAsync();
        Assert.Null(await last);

        async Task<string?> NextAsync() => await traces.MoveNextAsync() ? traces.Current.TransactionId : null;
    }

    [Fact]
    public async Task Each_arriving_trace_is_told_once_by_the_transaction_that_began_it()
    {
        await using var store = new MemoryEventStore();
        await using var traces = new NewTracesQuestion(store, new StoppedTime()).AskAsync(Cancel).GetAsyncEnumerator(Cancel);
        var first = traces.MoveNextAsync();

        await store.AppendAsync(new SampleEvents().Transaction("called", parent: "began", at: 1).ToBatch(), Cancel);
        await store.AppendAsync(new SampleEvents().Transaction("began").ToBatch(), Cancel);
        Assert.True(await first);
        Assert.Equal("began", traces.Current.TransactionId);

        var second = traces.MoveNextAsync();
        await store.AppendAsync(new SampleEvents().Transaction("also called", parent: "began", at: 2).Transaction("other", with: Of(1)).ToBatch(), Cancel);
        Assert.True(await second);
        Assert.Equal("other", traces.Current.TransactionId);
    }

    [Fact]
    public async Task A_trace_whose_beginning_is_not_reported_is_told_by_its_earliest_transaction()
    {
        await using var store = new MemoryEventStore();
        await using var traces = new NewTracesQuestion(store, TimeProvider.System).AskAsync(Cancel).GetAsyncEnumerator(Cancel);
        var first = traces.MoveNextAsync();

        await store.AppendAsync(new SampleEvents().Transaction("later", parent: "gateway", at: 5).Transaction("earlier", parent: "gateway", at: 3).ToBatch(), Cancel);

        Assert.True(await first);
        Assert.Equal("earlier", traces.Current.TransactionId);
    }

    private static Action<EventBatchBuilder> Of(int trace) => batch => batch.Set(Fields.TraceId, $"{trace:x32}");

    /// <summary>The second in which everything happens.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
