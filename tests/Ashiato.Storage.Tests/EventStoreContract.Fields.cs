using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Fields_are_those_that_some_event_has()
    {
        await using var store = await OpenAsync();
        Assert.Empty(await store.GetFieldsAsync(TimeRange.All, null, Cancel));

        await store.AppendAsync(
            Sample.Batch(Sample.Transaction.With(Fields.Label("region"), "a").With(Fields.ProcessArgs, "x", "y"), Sample.Transaction.With(Fields.NumericLabel("n"), 1.0), Sample.Span), Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(Sample.Batch(Sample.Transaction.With(Fields.Label("region"), "b").With(Fields.Sample("clash"), 1.0), Sample.Metric.With(Fields.HistogramSample("clash"), """{"values":[],"counts":[]}""")), Cancel);

        var fields = await store.GetFieldsAsync(TimeRange.All, null, Cancel);

        var names = fields.Select(static found => found.Field.Name).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal([FieldType.Histogram, FieldType.Double], fields.Where(static found => found.Field.Name == "clash").Select(static found => found.Field.Type));
        AssertAtLeast(fields, Fields.ProcessorEvent, 5);
        AssertAtLeast(fields, Fields.Label("region"), 2);
        AssertAtLeast(fields, Fields.NumericLabel("n"), 1);
        AssertAtLeast(fields, Fields.ProcessArgs, 1);
        AssertAtLeast(fields, Fields.SpanName, 1);
        Assert.DoesNotContain(fields, static found => found.Field.Equals(Fields.ErrorId));
        Assert.All(fields, static found => Assert.InRange(found.EventCount, 1, 5));
    }

    [Fact]
    public async Task Fields_can_be_those_of_some_events_only()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(Sample.Transaction, Sample.Span, (Sample.Span with { Micros = Sample.Noon + Sample.Second }).With(Fields.Label("new"), "x"), Sample.Metric.With(Fields.Sample("load"), 1.0)), Cancel);
        await RearrangeAsync(store);

        var ofSpans = await store.GetFieldsAsync(TimeRange.All, Filter.Is(Fields.ProcessorEvent, Fields.Events.Span), Cancel);
        var ofNoon = await store.GetFieldsAsync(new TimeRange(Sample.Noon, Sample.Noon + Sample.Second), null, Cancel);
        var ofNothing = await store.GetFieldsAsync(TimeRange.All, Filter.Is(Fields.ServiceName, "nobody"), Cancel);

        Assert.Contains(ofSpans, static found => found.Field.Equals(Fields.SpanName));
        Assert.Contains(ofSpans, static found => found.Field.Equals(Fields.Label("new")));
        Assert.DoesNotContain(ofSpans, static found => found.Field.Equals(Fields.TransactionName) || found.Field.Equals(Fields.Sample("load")));
        Assert.All(ofSpans, static found => Assert.InRange(found.EventCount, 1, 2));
        Assert.Contains(ofNoon, static found => found.Field.Equals(Fields.TransactionName));
        Assert.DoesNotContain(ofNoon, static found => found.Field.Equals(Fields.Label("new")));
        Assert.Empty(ofNothing);
        var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.GetFieldsAsync(TimeRange.All, Filter.Is(Fields.ServiceName, 1), Cancel));
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_most_frequent_values_of_a_field_complete_what_they_begin_with()
    {
        await using var store = await OpenAsync();
        string[] names = ["GET /a", "GET /b", "GET /b", "POST /b", "GET /*", "GET /*", "GET /*"];
        await store.AppendAsync(Sample.Batch(names.Select(static name => Sample.Transaction with { Name = name })), Cancel);
        await RearrangeAsync(store);

        var table = await store.QueryAsync(
            new GroupQuery
            {
                Filter = new Filter.TextLike(Fields.TransactionName, $"{Filter.TextLike.Escape("get /")}*", IgnoreCase: true),
                Keys = [new GroupKey.Value(Fields.TransactionName)],
                Measures = [new Measure.Count()],
                Order = new GroupOrder(0),
                Limit = 2,
            },
            Cancel);

        Assert.Equal<object?[]>([["GET /*", 3.0], ["GET /b", 2.0]], Flat(table));
    }

    private static void AssertAtLeast(IReadOnlyList<FieldCount> fields, Field field, long count) =>
        Assert.InRange(Assert.Single(fields, found => found.Field.Equals(field)).EventCount, count, long.MaxValue);
}
