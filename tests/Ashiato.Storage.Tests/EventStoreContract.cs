using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

/// <summary>What every engine behind <see cref="IEventStore"/> promises. A test class of an engine derives from this one.</summary>
public abstract partial class EventStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of this test. Opened again after it was closed, a durable one holds the same events.</summary>
    protected abstract ValueTask<IEventStore> OpenAsync();

    /// <summary>False for engines that forget everything when they are closed.</summary>
    protected virtual bool IsDurable => true;

    /// <summary>Makes the store move its events to other places (flush, merge), when it does such things.</summary>
    protected virtual ValueTask RearrangeAsync(IEventStore store) => default;

    [Fact]
    public async Task An_empty_store_answers_with_nothing()
    {
        await using var store = await OpenAsync();

        var page = await store.QueryAsync(new RowQuery(), Cancel);
        var table = await store.QueryAsync(new GroupQuery { Keys = [new GroupKey.Value(Fields.ServiceName)], Measures = [new Measure.Count()] }, Cancel);

        Assert.Equal(0, page.Rows.RowCount);
        Assert.Null(page.Next);
        Assert.Empty(table.Groups);
        Assert.True(table.IsComplete);
        Assert.Equal(0, (await store.GetStatusAsync(Cancel)).EventCount);
    }

    [Fact]
    public async Task Appended_events_are_seen_at_once()
    {
        await using var store = await OpenAsync();

        for (int i = 0; i < 20; i++)
        {
            await store.AppendAsync(Sample.Batch(Sample.Transactions(1, from: i)), Cancel);
            var page = await store.QueryAsync(new RowQuery { Limit = 1 }, Cancel);
            Assert.Equal($"t{i}", page.Rows[0].Text(Fields.TransactionName));
        }
    }

    [Fact]
    public async Task Events_come_back_with_every_field_that_they_had()
    {
        var rich = Sample.Transaction
            .With(Fields.Label("region"), "東京")
            .With(Fields.NumericLabel("basket"), 12.5)
            .With(Fields.Mark("agent", "domInteractive"), 118.25)
            .With(Fields.ProcessArgs, "node", "--inspect", "server.js")
            .With(Fields.HostIp, "10.0.0.7", "fe80::1")
            .With(Fields.TransactionSampled, true)
            .With(Fields.TransactionCustom, """{"deep":{"list":[1,2.50,"ü"],"n":1e3}}""")
            .With(Fields.Message, "line one\nline two \"quoted\" 😀");
        var sent = Sample.Batch(rich, Sample.Span);
        await using var store = await OpenAsync();
        await store.AppendAsync(sent, Cancel);
        await RearrangeAsync(store);

        var page = await store.QueryAsync(new RowQuery { Sort = new Sort(Fields.SpanId) }, Cancel);

        // The span has the only span id; the transaction, without one, comes last.
        Assert.Equal([Documents.Of(sent[1]), Documents.Of(sent[0])], page.Rows.Rows.Select(Documents.Of));
        Assert.Equal(["node", "--inspect", "server.js"], page.Rows[1].Texts(Fields.ProcessArgs));
        Assert.Equal("""{"deep":{"list":[1,2.50,"ü"],"n":1e3}}""", page.Rows[1].Text(Fields.TransactionCustom));
    }

    [Fact]
    public async Task Metric_samples_come_back_under_their_own_names()
    {
        var metric = Sample.Metric
            .With(Fields.Sample("jvm.memory.heap.used"), 1.25e9)
            .With(Fields.Sample("a"), 1.0)
            .With(Fields.HistogramSample("latency"), """{"values":[0.5,2],"counts":[3,1]}""");
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(metric), Cancel);
        await RearrangeAsync(store);

        var row = (await store.QueryAsync(new RowQuery(), Cancel)).Rows[0];

        Assert.Equal(1.25e9, row.Number(Fields.Sample("jvm.memory.heap.used")));
        Assert.Equal(1.0, row.Number(Fields.Sample("a")));
        Assert.Equal("""{"values":[0.5,2],"counts":[3,1]}""", row.Text(Fields.HistogramSample("latency")));
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_is_kept_once()
    {
        var batch = Sample.Batch(Sample.Transactions(3));
        await using var store = await OpenAsync();

        await store.AppendAsync(batch, Cancel);
        await store.AppendAsync(batch, Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(batch, Cancel);

        Assert.Equal(3, await CountAsync(store));
    }

    [Fact]
    public async Task Equal_events_in_different_batches_are_both_kept()
    {
        await using var store = await OpenAsync();

        await store.AppendAsync(Sample.Batch(Sample.Transaction), Cancel);
        await store.AppendAsync(Sample.Batch(Sample.Transaction), Cancel);
        await RearrangeAsync(store);

        Assert.Equal(2, await CountAsync(store));
    }

    [Fact]
    public async Task A_batch_without_events_is_accepted()
    {
        await using var store = await OpenAsync();

        await store.AppendAsync(new EventBatchBuilder().Build(), Cancel);

        Assert.Equal(0, await CountAsync(store));
    }

    [Fact]
    public async Task Events_appended_from_many_sides_at_once_are_all_there()
    {
        const int Writers = 8, BatchesEach = 10, EventsEach = 7;
        await using var store = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (int i = 0; i < BatchesEach; i++)
                    await store.AppendAsync(Sample.Batch(Sample.Transactions(EventsEach, from: ((writer * BatchesEach) + i) * EventsEach)), Cancel);
            },
            Cancel)));

        Assert.Equal(Enumerable.Range(0, Writers * BatchesEach * EventsEach).Select(static i => $"t{i}"), await NamesAsync(store, new RowQuery { Sort = new Sort(Fields.Timestamp), Limit = 1_000 }));
    }

    [Fact]
    public async Task Appended_events_survive_a_restart()
    {
        Assert.SkipUnless(IsDurable, "This engine keeps its events only while it is open.");
        var first = Sample.Batch(Sample.Transactions(5));
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(first, Cancel);
            await RearrangeAsync(store);
            await store.AppendAsync(Sample.Batch(Sample.Transactions(5, from: 5)), Cancel);
        }

        await using var restarted = await OpenAsync();
        await restarted.AppendAsync(first, Cancel);

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"t{i}"), await NamesAsync(restarted, new RowQuery { Sort = new Sort(Fields.Timestamp) }));
    }

    [Fact]
    public async Task The_status_tells_how_many_events_there_are_and_from_when()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(4)), Cancel);
        await store.AppendAsync(Sample.Batch(Sample.Transactions(2, from: 4)), Cancel);

        var status = await store.GetStatusAsync(Cancel);

        Assert.True(status.IsWritable);
        Assert.Equal(6, status.EventCount);
        Assert.Equal(Sample.Noon, status.OldestMicros);
        Assert.Equal(Sample.Noon + (5 * Sample.Second), status.NewestMicros);
        Assert.Empty(status.Problems);
    }

    [Fact]
    public async Task A_tail_hands_out_matching_events_as_they_arrive()
    {
        await using var store = await OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var tail = store.TailAsync(Filter.Is(Fields.ServiceName, "wanted"), stop.Token).GetAsyncEnumerator(stop.Token);
        var first = tail.MoveNextAsync().AsTask();

        // Events from before the tail is heard of do not count, so they are sent until one comes out.
        for (int i = 0; !first.IsCompleted; i++)
        {
            await store.AppendAsync(Sample.Batch(Sample.Transaction with { Service = "other" }, Sample.Transaction with { Service = "wanted", Name = $"t{i}" }), Cancel);
            await Task.WhenAny(first, Task.Delay(1, Cancel));
        }

        Assert.True(await first);
        Assert.Equal("wanted", Assert.Single(tail.Current.Rows).Text(Fields.ServiceName));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_question_that_is_called_off_ends_as_cancelled()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(10)), Cancel);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.QueryAsync(new RowQuery(), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.QueryAsync(new GroupQuery { Measures = [new Measure.Count()] }, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.AppendAsync(Sample.Batch(Sample.Transaction), cancelled.Token));
        Assert.Equal(10, await CountAsync(store));
    }

    private static async Task<long> CountAsync(IEventStore store, Filter? filter = null)
    {
        var table = await store.QueryAsync(new GroupQuery { Filter = filter ?? Filter.Everything, Measures = [new Measure.Count()] }, Cancel);
        Assert.Equal(table.EventCount, table.Groups[0].Number(0));
        return table.EventCount;
    }

    /// <summary>The transaction names that a query finds, over all its pages.</summary>
    private static async Task<List<string?>> NamesAsync(IEventStore store, RowQuery query)
    {
        var names = new List<string?>();
        do
        {
            var page = await store.QueryAsync(query, Cancel);
            names.AddRange(page.Rows.Rows.Select(static row => row.Text(Fields.TransactionName)));
            query = query with { After = page.Next };
        }
        while (query.After is not null);
        return names;
    }
}
