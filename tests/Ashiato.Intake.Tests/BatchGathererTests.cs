using Ashiato.Model;
using Ashiato.Storage;

namespace Ashiato.Intake.Tests;

/// <summary>Small batches go to the store together.</summary>
public sealed class BatchGathererTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static EventBatch Batch(string name, int rows = 1)
    {
        var builder = new EventBatchBuilder();
        for (int row = 0; row < rows; row++)
        {
            builder.Set(Fields.Timestamp, row + 1L);
            builder.Set(Fields.TransactionName, name);
            builder.Set(Fields.Label("of-" + name), "x");
            builder.EndRow();
        }
        return builder.Build();
    }

    [Fact]
    public async Task What_comes_while_an_append_is_under_way_goes_together_behind_it()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store);

        Task[] appends = [.. new[] { "a", "b", "c", "d" }.Select(name => gatherer.AppendAsync(Batch(name), Cancel).AsTask())];
        gate.SetResult();
        await Task.WhenAll(appends);

        EventBatch first = await store.Arrivals.ReadAsync(Cancel), second = await store.Arrivals.ReadAsync(Cancel);
        Assert.Equal((1, 3), (first.RowCount, second.RowCount));
        Assert.Equal(["b x", "c x", "d x"], second.Rows.Select(row => $"{row.Text(Fields.TransactionName)} {row.Text(Fields.Label("of-" + row.Text(Fields.TransactionName)))}"));
        await gatherer.AppendAsync(Batch("e"), Cancel);
        Assert.Equal(5, store.Events.Count);
    }

    [Fact]
    public async Task Small_batches_that_are_a_large_one_together_wait_for_no_more()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store, pace: TimeSpan.FromHours(1));
        var first = gatherer.AppendAsync(Batch("first"), Cancel).AsTask();

        Task[] some = [.. Enumerable.Range(0, 40).Select(_ => gatherer.AppendAsync(Batch("some"), Cancel).AsTask())];
        gate.SetResult();
        await first;
        Assert.DoesNotContain(some, append => append.IsCompleted);
        await gatherer.AppendAsync(Batch("last", rows: 40), Cancel);
        await Task.WhenAll(some);

        Assert.Equal(81, store.Events.Count);
    }

    [Fact]
    public async Task One_or_two_that_came_while_an_append_was_under_way_wait_for_no_more()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store, pace: TimeSpan.FromHours(1));

        Task[] appends = [.. new[] { "a", "b", "c" }.Select(name => gatherer.AppendAsync(Batch(name), Cancel).AsTask())];
        gate.SetResult();

        await Task.WhenAll(appends);
        Assert.Equal(3, store.Events.Count);
    }

    [Fact]
    public async Task No_more_is_put_together_than_a_store_takes_and_no_more_waits_than_there_is_room_for()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store, pace: TimeSpan.Zero);
        var first = gatherer.AppendAsync(Batch("first"), Cancel).AsTask();
        string text = new('x', 200 << 10);

        var waiting = new List<Task>();
        var busy = await Assert.ThrowsAsync<StoreBusyException>(async () =>
        {
            while (true) waiting.Add(gatherer.AppendAsync(Batch(text), Cancel).AsTask());
        });
        gate.SetResult();
        await Task.WhenAll([first, .. waiting]);

        Assert.InRange(waiting.Count, 100, 400);
        Assert.Contains("already wait for the store", busy.Message, StringComparison.Ordinal);
        Assert.Equal(waiting.Count + 1, store.Events.Count);
        while (store.Arrivals.TryRead(out var batch)) Assert.InRange(ColumnSize.Of(batch), 0, 9 << 20);
        await gatherer.AppendAsync(Batch("after"), Cancel);
    }

    [Fact]
    public async Task A_batch_of_few_long_events_goes_its_own_way()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store);
        var small = gatherer.AppendAsync(Batch("small"), Cancel).AsTask();
        store.Gate = Task.CompletedTask;

        await gatherer.AppendAsync(Batch(new string('x', 300 << 10)), Cancel);

        Assert.False(small.IsCompleted);
        gate.SetResult();
        await small;
    }

    [Fact]
    public async Task A_large_batch_waits_for_no_small_one()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task };
        var gatherer = new BatchGatherer(store);
        var small = gatherer.AppendAsync(Batch("small"), Cancel).AsTask();
        store.Gate = Task.CompletedTask;

        await gatherer.AppendAsync(Batch("large", rows: 500), Cancel);

        Assert.False(small.IsCompleted);
        gate.SetResult();
        await small;
        Assert.Equal(501, store.Events.Count);
    }

    [Fact]
    public async Task A_store_that_is_busy_refuses_each_that_went_together_and_takes_the_next()
    {
        var gate = new TaskCompletionSource();
        await using var store = new RecordingStore { Gate = gate.Task, RefusesFirst = 2 };
        var gatherer = new BatchGatherer(store);

        Task[] appends = [.. new[] { "a", "b", "c" }.Select(name => gatherer.AppendAsync(Batch(name), Cancel).AsTask())];
        gate.SetResult();

        foreach (var append in appends) await Assert.ThrowsAsync<StoreBusyException>(() => append);
        await gatherer.AppendAsync(Batch("d"), Cancel);
        Assert.Equal("d", Assert.Single(store.Events).Text(Fields.TransactionName));
    }
}
