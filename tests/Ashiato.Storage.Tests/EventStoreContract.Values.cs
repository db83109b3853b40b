using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Values_are_counted_of_all_events_and_of_those_that_are_marked()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                Sample.Transaction with { Service = "b", DurationUs = 5 },
                Sample.Transaction with { Service = "a", DurationUs = 7 },
                Sample.Transaction with { Service = null, DurationUs = 7 },
                Sample.Span with { Service = "never asked for" }),
            Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(Sample.Batch((Sample.Transaction with { Service = "b", DurationUs = null }).With(Fields.NumericLabel("n"), 2.0), Sample.Transaction with { Service = "a", DurationUs = 7 }), Cancel);

        var table = await store.QueryAsync(
            new ValueQuery
            {
                Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction),
                Marked = new Filter.Between(Fields.TransactionDurationUs, 6, null),
                Fields = [Fields.ServiceName, Fields.TransactionDurationUs, Fields.NumericLabel("n"), Fields.ErrorId],
                Limit = 1,
            },
            Cancel);

        Assert.Equal((5, 3), (table.EventCount, table.MarkedCount));
        Assert.Equal(["service.name", "transaction.duration.us", "numeric_labels.n", "error.id"], table.Fields.Select(static found => found.Field.Name));
        Assert.Equal([[new ValueCount("a", 2, 2)], [new ValueCount(7L, 3, 3)], [new ValueCount(2.0, 1, 0)], []], table.Fields.Select(static found => found.Values));
        Assert.Equal([false, false, true, true], table.Fields.Select(static found => found.IsComplete));
    }

    public static TheoryData<ValueQuery> WrongValues => new(
        new ValueQuery { Fields = [Fields.ServiceName], Limit = 0 },
        new ValueQuery { Fields = [Fields.ServiceName], Limit = ValueQuery.MaxLimit + 1 },
        new ValueQuery { Fields = [.. Enumerable.Repeat(Fields.ServiceName, ValueQuery.MaxFields + 1)] },
        new ValueQuery { Fields = [Fields.ServiceName], Marked = Filter.Is(Fields.TransactionDurationUs, "long") });

    [Theory, MemberData(nameof(WrongValues), DisableDiscoveryEnumeration = true)]
    public async Task Values_that_cannot_be_asked_for_are_refused_with_a_reason(ValueQuery query)
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transaction), Cancel);

        var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.QueryAsync(query, Cancel));

        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }
}
