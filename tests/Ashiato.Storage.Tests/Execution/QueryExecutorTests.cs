using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Execution;

public sealed class QueryExecutorTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(250).WithEndSize(40);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Rows_are_those_of_a_naive_search_over_all_pages() =>
        Prop.ForAll((from batches in RandomQueries.Batches from query in RandomQueries.Rows from limits in RandomQueries.Limits select (batches, query, limits)).ToArbitrary(), static random =>
        {
            var groups = GroupsOf(random.batches);

            var found = AllPages(groups, random.query, random.limits);

            var expected = NaiveExecutor.Rows(groups.SelectMany(static group => group.Batch.Rows), random.query);
            Assert.Equal(expected.Select(SortValue), found.Select(SortValue));
            Assert.Equal(expected.Select(Documents.Of).Order(StringComparer.Ordinal), found.Select(Documents.Of).Order(StringComparer.Ordinal));

            object? SortValue(EventRow row) => NaiveExecutor.Values(row, random.query.Sort.Field).FirstOrDefault();
        }).Check(s_config);

    [Fact]
    public void The_order_does_not_depend_on_how_events_are_kept() =>
        Prop.ForAll((from batches in RandomQueries.Batches from query in RandomQueries.Rows from limits in RandomQueries.Limits select (batches, query, limits)).ToArbitrary(), static random =>
        {
            var inBatches = AllPages(GroupsOf(random.batches), random.query, random.limits);
            var inOne = AllPages(GroupsOf([[.. random.batches.SelectMany(static batch => batch).Reverse()]]), random.query, QueryLimits.Default);

            Assert.Equal(inBatches.Select(Documents.Of), inOne.Select(Documents.Of));
        }).Check(s_config);

    [Fact]
    public void Groups_are_those_of_a_naive_count() =>
        Prop.ForAll((from batches in RandomQueries.Batches from query in RandomQueries.Groups from limits in RandomQueries.Limits select (batches, query, limits)).ToArbitrary(), static random =>
        {
            var groups = GroupsOf(random.batches);

            var table = GroupsOf(groups, random.query, random.limits);

            var expected = NaiveExecutor.Groups(groups.SelectMany(static group => group.Batch.Rows), random.query);
            Assert.Equal(expected.Select(static group => group.Keys), table.Groups.Select(static group => group.Keys));
            Assert.Equal(expected.Sum(static group => group.Events.Count), table.EventCount);
            foreach (var (naive, group) in expected.Zip(table.Groups))
                for (int i = 0; i < random.query.Measures.Count; i++)
                {
                    AssertClose(NaiveExecutor.Numbers(naive.Events, random.query.Measures[i]), group.Numbers[i], random.query.Measures[i]);
                    Assert.Equal(NaiveExecutor.Text(naive.Events, random.query.Measures[i]), group.Texts[i]);
                }
        }).Check(s_config);

    [Fact]
    public void Values_of_fields_are_those_that_each_field_makes_groups_by() =>
        Prop.ForAll((from batches in RandomQueries.Batches from query in RandomQueries.Values from limits in RandomQueries.Limits select (batches, query, limits)).ToArbitrary(), static random =>
        {
            var (batches, query, limits) = random;
            var groups = GroupsOf(batches);

            var table = ValuesOf(groups, query, limits);

            Assert.Equal(query.Fields, table.Fields.Select(static found => found.Field));
            foreach (var found in table.Fields)
            {
                var asGroups = GroupsOf(groups, new GroupQuery { Time = query.Time, Filter = query.Filter, Keys = [new GroupKey.Value(found.Field)], Measures = [new Measure.Count(), new Measure.Count(query.Marked)], Order = new GroupOrder(1) }, limits);
                var valued = asGroups.Groups.Where(static group => group.Keys[0] is not null).ToList();
                Assert.Equal(valued.Take(query.Limit).Select(static group => (group.Keys[0], (long)group.Number(0), (long)group.Number(1))), found.Values.Select(static value => ((object?)value.Value, value.EventCount, value.MarkedCount)));
                Assert.Equal(valued.Count <= query.Limit, found.IsComplete);
                Assert.Equal((asGroups.EventCount, asGroups.Groups.Sum(static group => (long)group.Number(1))), (table.EventCount, table.MarkedCount));
            }
        }).Check(s_config);

    [Fact]
    public void A_field_that_names_every_event_has_no_values_to_tell_and_the_others_have()
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i <= ValueQuery.MostValues; i++)
        {
            builder.Set(Fields.TransactionDurationUs, (long)i);
            builder.Set(Fields.ServiceName, "shop");
            builder.EndRow();
        }
        var batch = builder.Build();
        var query = new ValueQuery { Fields = [Fields.TransactionDurationUs, Fields.ServiceName], Marked = new Filter.Between(Fields.TransactionDurationUs, null, 9) };

        foreach (var rows in new[] { QueryLimits.Default with { Threads = 1 }, QueryLimits.Default with { Threads = 2, RowsAThread = 1 } })
        {
            var table = ValuesOf([new MemoryRowGroup(batch, 0), new MemoryRowGroup(Sample.Batch(Sample.Transaction with { Service = "shop" }), 1)], query, rows);

            Assert.Equal((ValueQuery.MostValues + 2, 10), (table.EventCount, table.MarkedCount));
            Assert.Empty(table.Fields[0].Values);
            Assert.False(table.Fields[0].IsComplete);
            Assert.Equal([new ValueCount("shop", ValueQuery.MostValues + 2, 10)], table.Fields[1].Values);
        }
    }

    [Fact]
    public void Too_many_groups_are_refused_before_they_fill_the_memory()
    {
        var builder = new EventBatchBuilder();
        for (int i = 0; i <= QueryBudget.MaxGroups; i++)
        {
            builder.Set(Fields.TransactionDurationUs, (long)i);
            builder.EndRow();
        }
        var query = new GroupQuery { Keys = [new GroupKey.Value(Fields.TransactionDurationUs)], Measures = [new Measure.Count()] };

        var refused = Assert.Throws<QueryException>(() => GroupsOf([new MemoryRowGroup(builder.Build(), 0)], query, QueryLimits.Default));

        Assert.Contains("groups", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_that_is_nested_too_deep_is_refused()
    {
        Filter filter = Filter.Everything;
        for (int i = 0; i < 100_000; i++) filter = new Filter.Not(filter);

        Assert.Throws<QueryException>(() => PageOf([], new RowQuery { Filter = filter }, QueryLimits.Default));
    }

    [Fact]
    public void Row_groups_outside_the_time_are_not_read()
    {
        var inside = new MemoryRowGroup(Sample.Batch(Sample.Transaction), 0);
        var outside = new UnreadableRowGroup(new TimeRange(0, Sample.Noon));
        var time = new TimeRange(Sample.Noon, Sample.Noon + 1);

        var page = PageOf([outside, inside], new RowQuery { Time = time }, QueryLimits.Default);
        var table = GroupsOf([outside, inside], new GroupQuery { Time = time, Measures = [new Measure.Count()] }, QueryLimits.Default);

        Assert.Equal(1, page.Rows.RowCount);
        Assert.Equal(1, table.EventCount);
    }

    public static TheoryData<Filter> Unfulfilled => new(
        Filter.Is(Fields.ServiceName, "absent"),
        new Filter.TextIn(Fields.ServiceName, ["absent", "absent"]),
        new Filter.TextIn(Fields.ServiceName, []),
        new Filter.TextIn(Fields.TransactionName, ["present"]),
        new Filter.TextLike(Fields.TransactionName, "*"),
        new Filter.Exists(Fields.Label("nobody has it")),
        new Filter.Between(Fields.TransactionDurationUs, null, 99.9),
        new Filter.Between(Fields.TransactionDurationUs, 201, null),
        new Filter.Between(Fields.NumericLabel("nobody has it"), null, null),
        new Filter.All([new Filter.TextLike(Fields.ServiceName, "*"), Filter.Is(Fields.ServiceName, "absent")]),
        new Filter.Any([Filter.Is(Fields.ServiceName, "absent"), new Filter.Exists(Fields.SpanName)]),
        new Filter.Not(new Filter.Not(Filter.Is(Fields.ServiceName, "absent"))));

    [Theory]
    [MemberData(nameof(Unfulfilled), DisableDiscoveryEnumeration = true)]
    public async Task Row_groups_that_cannot_match_are_not_read(Filter filter)
    {
        RowGroup[] groups = [new UnreadableRowGroup(new TimeRange(0, Sample.Noon))];

        var page = await QueryExecutor.RowsAsync(groups, new RowQuery { Filter = filter }, QueryLimits.Default, Cancel);
        var table = await QueryExecutor.GroupsAsync(groups, new GroupQuery { Filter = filter, Measures = [new Measure.Count()] }, QueryLimits.Default, Cancel);
        var inverse = await QueryExecutor.GroupsAsync(groups, new GroupQuery { Filter = new Filter.Not(filter), Measures = [new Measure.Count()] }, QueryLimits.Default, Cancel);

        Assert.Equal(0, page.Rows.RowCount);
        Assert.Equal(0, table.EventCount);
        Assert.Equal(1, inverse.EventCount);
    }

    [Fact]
    public async Task Row_groups_that_may_match_are_read()
    {
        RowGroup[] groups = [new UnreadableRowGroup(new TimeRange(0, Sample.Noon))];
        Filter[] filters =
        [
            new Filter.TextIn(Fields.ServiceName, ["absent", "present"]), new Filter.Between(Fields.TransactionDurationUs, 200, null),
            new Filter.Between(Fields.TransactionDurationUs, null, 100), new Filter.Exists(Fields.ServiceName),
        ];

        foreach (var filter in filters)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await QueryExecutor.RowsAsync(groups, new RowQuery { Filter = filter }, QueryLimits.Default, Cancel));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await QueryExecutor.RowsAsync(groups, new RowQuery { Filter = new Filter.Not(filter) }, QueryLimits.Default, Cancel));
        }
    }

    [Fact]
    public async Task All_fields_are_found_without_reading_when_no_filter_asks_for_it()
    {
        var fields = await QueryExecutor.FieldsAsync([new UnreadableRowGroup(new TimeRange(0, Sample.Noon))], TimeRange.All, null, Cancel);

        Assert.Equal([Fields.Timestamp, Fields.ServiceName, Fields.TransactionDurationUs], fields.Select(static found => found.Field));
        Assert.All(fields, static found => Assert.Equal(1, found.EventCount));
    }

    [Fact]
    public void Older_row_groups_are_not_read_when_newer_ones_fill_the_page()
    {
        var newer = new MemoryRowGroup(Sample.Batch(Sample.Transactions(10)), 0);
        var older = new UnreadableRowGroup(new TimeRange(0, Sample.Noon));

        var page = PageOf([older, newer], new RowQuery { Limit = 5 }, QueryLimits.Default);

        Assert.Equal(5, page.Rows.RowCount);
    }

    private static MemoryRowGroup[] GroupsOf(SampleEvent[][] batches) =>
        [.. batches.Select(static (events, i) => new MemoryRowGroup(Sample.Batch(events), i))];

    private static RowPage PageOf(IReadOnlyList<RowGroup> groups, RowQuery query, QueryLimits limits) =>
        QueryExecutor.RowsAsync(groups, query, limits, Cancel).AsTask().GetAwaiter().GetResult();

    private static GroupTable GroupsOf(IReadOnlyList<RowGroup> groups, GroupQuery query, QueryLimits limits) =>
        QueryExecutor.GroupsAsync(groups, query, limits, Cancel).AsTask().GetAwaiter().GetResult();

    private static ValueTable ValuesOf(IReadOnlyList<RowGroup> groups, ValueQuery query, QueryLimits limits) =>
        QueryExecutor.ValuesAsync(groups, query, limits, Cancel).AsTask().GetAwaiter().GetResult();

    private static List<EventRow> AllPages(IReadOnlyList<RowGroup> groups, RowQuery query, QueryLimits limits)
    {
        var rows = new List<EventRow>();
        while (true)
        {
            var page = PageOf(groups, query, limits);
            Assert.InRange(page.Rows.RowCount, page.Next is null ? 0 : query.Limit, query.Limit);
            rows.AddRange(page.Rows.Rows);
            if (page.Next is null) return rows;
            query = query with { After = page.Next };
        }
    }

    private static void AssertClose(IReadOnlyList<double?> expected, IReadOnlyList<double?> actual, Measure measure)
    {
        double error = measure is Measure.Percentiles ? 0.01 : 1e-12;
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (wanted, got) in expected.Zip(actual))
        {
            Assert.Equal(wanted is null, got is null);
            Assert.True(Math.Abs((wanted ?? 0) - (got ?? 0)) <= Math.Abs(wanted ?? 0) * error, $"{measure}: {got} instead of {wanted}");
        }
    }

    /// <summary>A row group that says of itself what it must, and cannot be read.</summary>
    private sealed class UnreadableRowGroup(TimeRange time) : RowGroup
    {
        public override int RowCount => 1;
        public override TimeRange Time => time;
        public override IEnumerable<Field> Fields => [Model.Fields.Timestamp, Model.Fields.ServiceName, Model.Fields.TransactionDurationUs];
        public override (double Min, double Max)? RangeOf(Field field) => field.Equals(Model.Fields.TransactionDurationUs) ? (100, 200) : null;
        public override bool MayHave(Field field, string value) => value != "absent";
        public override long Sequence => 0;
        public override Column Read(Field field) => throw new InvalidOperationException("This row group should not have been read.");
    }
}
