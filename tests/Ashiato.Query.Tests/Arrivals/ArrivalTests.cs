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
        await using var store = await new SampleEvents().Transaction("old", at: 1).Transaction("newest", at: 2).ToStoreAsync();
        await using var traces = new NewTracesQuestion(store, new StoppedTime()).AskAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.Equal("newest", await NextAsync());

        var flood = new SampleEvents();
        for (int i = 0; i < 100; i++) flood.Transaction($"{i}");
        await store.AppendAsync(flood.ToBatch(), Cancel);
        for (int i = 0; i < NewTracesQuestion.MostPerSecond; i++) Assert.Equal($"{i}", await NextAsync());

        var last = NextAsync();
        await store.AppendAsync(new SampleEvents().Transaction("too many").ToBatch(), Cancel);
        await store.DisposeAsync();
        Assert.Null(await last);

        async Task<string?> NextAsync() => await traces.MoveNextAsync() ? traces.Current.TransactionId : null;
    }

    /// <summary>The second in which everything happens.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
