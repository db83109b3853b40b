using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Rows_come_newest_first_unless_said_otherwise()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(3, from: 3)), Cancel);
        await store.AppendAsync(Sample.Batch(Sample.Transactions(3)), Cancel);

        Assert.Equal(["t5", "t4", "t3", "t2", "t1", "t0"], await NamesAsync(store, new RowQuery()));
        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5"], await NamesAsync(store, new RowQuery { Sort = new Sort(Fields.Timestamp) }));
    }

    [Fact]
    public async Task Rows_sort_by_numbers_texts_and_ids_both_ways_with_missing_values_last()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                Sample.Transaction with { Name = "b", DurationUs = 20, TransactionId = "ffffffffffffffff", More = [(Fields.NumericLabel("n"), -1.5)] },
                Sample.Transaction with { Name = "a prefix and more", DurationUs = 3, TransactionId = "odd" },
                Sample.Transaction with { Name = "a prefix", DurationUs = null, TransactionId = "0000000000000001", More = [(Fields.NumericLabel("n"), 0.25)] },
                Sample.Transaction with { Name = "é", DurationUs = -7, TransactionId = null, More = [(Fields.NumericLabel("n"), 100.0)] }),
            Cancel);
        await RearrangeAsync(store);

        Assert.Equal(["é", "a prefix and more", "b", "a prefix"], await NamesAsync(store, SortBy(Fields.TransactionDurationUs)));
        Assert.Equal(["b", "a prefix and more", "é", "a prefix"], await NamesAsync(store, SortBy(Fields.TransactionDurationUs, descending: true)));
        Assert.Equal(["a prefix", "a prefix and more", "b", "é"], await NamesAsync(store, SortBy(Fields.TransactionName)));
        Assert.Equal(["é", "b", "a prefix and more", "a prefix"], await NamesAsync(store, SortBy(Fields.TransactionName, descending: true)));
        Assert.Equal(["a prefix", "b", "a prefix and more", "é"], await NamesAsync(store, SortBy(Fields.TransactionId)));
        Assert.Equal(["b", "a prefix", "é", "a prefix and more"], await NamesAsync(store, SortBy(Fields.NumericLabel("n"))));
        Assert.Equal(["é", "a prefix", "b", "a prefix and more"], await NamesAsync(store, SortBy(Fields.NumericLabel("n"), descending: true)));
    }

    [Fact]
    public async Task A_trace_is_found_by_its_id_whatever_form_it_has()
    {
        string[] ids = ["0af7651916cd43dd8448eb211c80319c", "0AF7651916CD43DD8448EB211C80319C", "8448eb211c80319c", "my trace/7", "ü"];
        await using var store = await OpenAsync();
        foreach (string id in ids) await store.AppendAsync(Sample.Batch(Sample.Transaction with { TraceId = id }, Sample.Span with { TraceId = id }), Cancel);
        await RearrangeAsync(store);

        foreach (string id in ids)
        {
            var found = await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, id) }, Cancel);
            Assert.Equal([id, id], found.Rows.Rows.Select(static row => row.Text(Fields.TraceId)));
        }
        Assert.Equal(0, await CountAsync(store, Filter.Is(Fields.TraceId, "00000000000000000000000000000001")));
        Assert.Equal(4, await CountAsync(store, new Filter.TextIn(Fields.TraceId, [ids[0], ids[3], "nowhere"])));
    }

    [Fact]
    public async Task Only_the_fields_asked_for_come_back()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transaction), Cancel);

        var page = await store.QueryAsync(new RowQuery { Fields = [Fields.TransactionName, Fields.SpanName, Fields.TransactionName] }, Cancel);

        Assert.Equal([Fields.TransactionName], page.Rows.Columns.Select(static column => column.Field));
        Assert.Equal("POST /checkout", page.Rows[0].Text(Fields.TransactionName));
    }

    [Fact]
    public async Task Time_goes_from_its_start_up_to_but_not_including_its_end()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(6)), Cancel);
        await store.AppendAsync(Sample.Batch(Sample.Transaction with { Micros = null, Name = "timeless" }), Cancel);
        await RearrangeAsync(store);

        var time = new TimeRange(Sample.Noon + (2 * Sample.Second), Sample.Noon + (4 * Sample.Second));

        Assert.Equal(["t3", "t2"], await NamesAsync(store, new RowQuery { Time = time }));
        Assert.Equal("timeless", (await NamesAsync(store, new RowQuery()))[^1]);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, true)]
    public async Task Pages_never_skip_or_repeat_an_event_while_others_arrive(int limit, bool descending)
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(20)), Cancel);
        // Many at one moment and of one service: only what else they say tells them apart.
        await store.AppendAsync(Sample.Batch(Enumerable.Range(20, 20).Select(static i => Sample.Metric with { More = [(Fields.TransactionName, $"t{i}"), (Fields.Sample("load"), (double)i)] })), Cancel);
        var query = new RowQuery { Sort = new Sort(Fields.ServiceName, descending), Limit = limit };

        var seen = new List<string?>();
        for (int page = 0; page == 0 || query.After is not null; page++)
        {
            var found = await store.QueryAsync(query, Cancel);
            seen.AddRange(found.Rows.Rows.Select(static row => row.Text(Fields.TransactionName)));
            query = query with { After = found.Next };
            if (page < 5) await store.AppendAsync(Sample.Batch(Sample.Transaction with { Name = "late", Micros = Sample.Noon + (7 * Sample.Second), TransactionId = $"late {page}" }), Cancel);
            if (page is 1 or 3) await RearrangeAsync(store);
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"t{i}").Order(StringComparer.Ordinal), seen.Where(static name => name != "late").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Events_that_say_exactly_the_same_are_paged_one_by_one()
    {
        await using var store = await OpenAsync();
        for (int i = 0; i < 5; i++) await store.AppendAsync(Sample.Batch(Sample.Transaction, Sample.Transaction), Cancel);

        int count = 0;
        var query = new RowQuery { Limit = 3 };
        do
        {
            var page = await store.QueryAsync(query, Cancel);
            count += page.Rows.RowCount;
            query = query with { After = page.Next };
            await RearrangeAsync(store);
        }
        while (query.After is not null);

        Assert.Equal(10, count);
    }

    [Fact]
    public async Task A_last_page_that_is_just_full_has_no_next()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transactions(6)), Cancel);

        Assert.Null((await store.QueryAsync(new RowQuery { Limit = 6 }, Cancel)).Next);
        Assert.NotNull((await store.QueryAsync(new RowQuery { Limit = 5 }, Cancel)).Next);
    }

    [Fact]
    public async Task Rows_that_cannot_be_asked_for_are_refused_with_a_reason()
    {
        await using var store = await OpenAsync();

        await AssertRefusedAsync(store, new RowQuery { Limit = 0 });
        await AssertRefusedAsync(store, new RowQuery { Limit = RowQuery.MaxLimit + 1 });
        await AssertRefusedAsync(store, new RowQuery { After = "not a page" });
        await AssertRefusedAsync(store, new RowQuery { After = "AAAA" });
        await AssertRefusedAsync(store, new RowQuery { Sort = new Sort(Fields.TransactionCustom) });
        await AssertRefusedAsync(store, new RowQuery { Filter = Filter.Is(Fields.TransactionDurationUs, "fast") });
        await AssertRefusedAsync(store, new RowQuery { Filter = Filter.Is(Fields.ServiceName, 7) });
    }

    private static async Task AssertRefusedAsync(IEventStore store, RowQuery query)
    {
        var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.QueryAsync(query, Cancel));
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    private static RowQuery SortBy(Field field, bool descending = false) => new() { Sort = new Sort(field, descending), Limit = 2 };
}
