using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Without_a_key_everything_is_one_group_even_of_nothing()
    {
        await using var store = await OpenAsync();
        var query = new GroupQuery
        {
            Measures =
            [
                new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs), new Measure.Min(Fields.TransactionDurationUs),
                new Measure.Max(Fields.TransactionDurationUs), new Measure.Average(Fields.TransactionDurationUs),
                new Measure.Percentiles(Fields.TransactionDurationUs, [50, 99]), new Measure.Distinct(Fields.ServiceName), new Measure.Latest(Fields.ServiceName),
            ],
        };

        var nothing = Assert.Single((await store.QueryAsync(query, Cancel)).Groups);
        Assert.Empty(nothing.Keys);
        Assert.Equal([[0], [0], [null], [null], [null], [null, null], [0], [null]], nothing.Numbers);
        Assert.Equal(new string?[8], nothing.Texts);

        await store.AppendAsync(Sample.Batch(Sample.Transactions(4)), Cancel);
        var all = Assert.Single((await store.QueryAsync(query, Cancel)).Groups);
        Assert.Equal([[4], [10_000], [1_000], [4_000], [2_500]], all.Numbers.Take(5));
        Assert.Equal([1.0], all.Numbers[6]);
        Assert.Equal("checkout", all.Texts[7]);
    }

    [Fact]
    public async Task Groups_form_by_the_values_of_fields_in_the_order_of_their_keys()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                Sample.Transaction with { Service = "b", DurationUs = 5 },
                Sample.Transaction with { Service = "a", DurationUs = 7 },
                Sample.Transaction with { Service = null, DurationUs = 7 }),
            Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(Sample.Batch(Sample.Transaction with { Service = "b", DurationUs = null }, Sample.Transaction with { Service = "a", DurationUs = 7 }), Cancel);

        var table = await store.QueryAsync(
            new GroupQuery
            {
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionDurationUs)],
                Measures = [new Measure.Count()],
            },
            Cancel);

        Assert.Equal(5, table.EventCount);
        Assert.True(table.IsComplete);
        Assert.Equal<object?[]>([["a", 7L, 2.0], ["b", 5L, 1.0], ["b", null, 1.0], [null, 7L, 1.0]], Flat(table));
    }

    [Fact]
    public async Task Groups_form_by_ids_numbers_and_truth_values()
    {
        await using var store = await OpenAsync();
        var label = Fields.NumericLabel("n");
        await store.AppendAsync(
            Sample.Batch(
                (Sample.Transaction with { TraceId = "odd" }).With(label, 2.5).With(Fields.TransactionSampled, true),
                (Sample.Transaction with { TraceId = "00000000000000ff" }).With(label, -1.0).With(Fields.TransactionSampled, false),
                (Sample.Transaction with { TraceId = "00000000000000ff" }).With(label, 2.5)),
            Cancel);
        await RearrangeAsync(store);

        Assert.Equal<object?[]>([["00000000000000ff", 2.0], ["odd", 1.0]], Flat(await CountByAsync(store, new GroupKey.Value(Fields.TraceId))));
        Assert.Equal<object?[]>([[-1.0, 1.0], [2.5, 2.0]], Flat(await CountByAsync(store, new GroupKey.Value(label))));
        Assert.Equal<object?[]>([[0L, 1.0], [1L, 1.0], [null, 1.0]], Flat(await CountByAsync(store, new GroupKey.Value(Fields.TransactionSampled))));
    }

    [Fact]
    public async Task Intervals_start_at_multiples_of_their_length_also_before_1970()
    {
        await using var store = await OpenAsync();
        long[] moments = [-11, -10, -1, 0, 9, 10, 25];
        await store.AppendAsync(Sample.Batch(moments.Select(static micros => Sample.Transaction with { Micros = micros })), Cancel);
        await RearrangeAsync(store);

        Assert.Equal<object?[]>([[-20L, 1.0], [-10L, 2.0], [0L, 2.0], [10L, 1.0], [20L, 1.0]], Flat(await CountByAsync(store, new GroupKey.Time(10))));
        Assert.Equal<object?[]>([[-17L, 2.0], [-7L, 2.0], [3L, 2.0], [23L, 1.0]], Flat(await CountByAsync(store, new GroupKey.Time(10, OffsetMicros: 3))));
    }

    [Fact]
    public async Task Logarithmic_buckets_hold_their_lower_bound()
    {
        await using var store = await OpenAsync();
        double[] values = [-5, 0, 0.5, 1, 9.999, 10, 99, 100, 1_000, 1e12];
        await store.AppendAsync(Sample.Batch(values.Select(static value => Sample.Metric.With(Fields.Sample("v"), value))), Cancel);
        await RearrangeAsync(store);

        Assert.Equal<object?[]>(
            [[0L, 5.0], [1L, 2.0], [2L, 1.0], [3L, 1.0], [12L, 1.0]],
            Flat(await CountByAsync(store, new GroupKey.Logarithmic(Fields.Sample("v"), 1))));
        Assert.Equal<object?[]>(
            [[0L, 4.0], [9L, 1.0], [10L, 1.0], [19L, 1.0], [20L, 1.0], [30L, 1.0], [120L, 1.0]],
            Flat(await CountByAsync(store, new GroupKey.Logarithmic(Fields.Sample("v"), 10))));
    }

    [Fact]
    public async Task Steps_are_equally_long_and_hold_their_lower_bound()
    {
        await using var store = await OpenAsync();
        double[] values = [-5, -0.5, 0, 0.5, 9.999, 10, 99.5, double.NaN];
        await store.AppendAsync(
            Sample.Batch(values.Select(static value => Sample.Metric.With(Fields.Sample("v"), value)).Append(Sample.Metric.With(Fields.ProcessPid, 15L))), Cancel);
        await RearrangeAsync(store);

        Assert.Equal<object?[]>(
            [[-10.0, 2.0], [0.0, 3.0], [10.0, 1.0], [90.0, 1.0], [null, 2.0]], Flat(await CountByAsync(store, new GroupKey.Linear(Fields.Sample("v"), 10))));
        Assert.Equal<object?[]>(
            [[-5.5, 1.0], [-0.5, 3.0], [9.5, 2.0], [99.5, 1.0], [null, 2.0]], Flat(await CountByAsync(store, new GroupKey.Linear(Fields.Sample("v"), 5, 4.5))));
        Assert.Equal<object?[]>([[14.0, 1.0], [null, 8.0]], Flat(await CountByAsync(store, new GroupKey.Linear(Fields.ProcessPid, 7))));
    }

    [Fact]
    public async Task Squares_add_up()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(new long[] { 3, -4, 12 }.Select(static micros => Sample.Transaction with { DurationUs = micros })), Cancel);
        await RearrangeAsync(store);

        var table = await store.QueryAsync(
            new GroupQuery { Measures = [new Measure.SumOfSquares(Fields.TransactionDurationUs), new Measure.SumOfSquares(Fields.NumericLabel("absent"))] }, Cancel);

        Assert.Equal(169, table.Groups[0].Number(0));
        Assert.Equal(0, table.Groups[0].Numbers[1][0]);
    }

    [Fact]
    public async Task Squares_may_be_estimated_where_a_deviation_is_wanted()
    {
        await using var store = await OpenAsync();
        long[] wide = [.. Enumerable.Range(1, 400).Select(static i => (long)Math.Exp(5 + (i % 97 / 20.0)))];
        await store.AppendAsync(Sample.Batch(wide.Select(static micros => Sample.Transaction with { Service = "wide", DurationUs = micros })), Cancel);
        await store.AppendAsync(Sample.Batch(Enumerable.Repeat(Sample.Transaction with { Service = "equal", DurationUs = 123_457 }, 50)), Cancel);
        await store.AppendAsync(Sample.Batch(Enumerable.Repeat(Sample.Transaction with { Service = "zero", DurationUs = 0 }, 3)), Cancel);
        await RearrangeAsync(store);

        var duration = Fields.TransactionDurationUs;
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction),
                Keys = [new GroupKey.Value(Fields.ServiceName)],
                Measures = [new Measure.Count(), new Measure.Sum(duration), new Measure.SumOfSquares(duration, MayEstimate: true)],
            },
            Cancel);
        var deviations = table.Groups.ToDictionary(static group => group.Text(0), static group => Math.Sqrt(Math.Max(0, (group.Number(2) / group.Number(0)) - Math.Pow(group.Number(1) / group.Number(0), 2))));

        double exact = Math.Sqrt(wide.Average(micros => Math.Pow(micros - wide.Average(), 2)));
        Assert.InRange(deviations["wide"], exact * 0.97, exact * 1.03);
        Assert.InRange(deviations["equal"], 0, 1);
        Assert.Equal(0, deviations["zero"]);
    }

    [Fact]
    public async Task Groups_order_by_a_measure_and_say_when_some_are_left_out()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                Sample.Transaction with { Service = "slow", DurationUs = 900 },
                Sample.Transaction with { Service = "tie b", DurationUs = 500 },
                Sample.Transaction with { Service = "tie a", DurationUs = 500 },
                Sample.Transaction with { Service = "silent", DurationUs = null },
                Sample.Transaction with { Service = "fast", DurationUs = 1 }),
            Cancel);
        var query = new GroupQuery
        {
            Keys = [new GroupKey.Value(Fields.ServiceName)],
            Measures = [new Measure.Count(), new Measure.Average(Fields.TransactionDurationUs)],
            Order = new GroupOrder(1),
        };

        var down = await store.QueryAsync(query, Cancel);
        var up = await store.QueryAsync(query with { Order = new GroupOrder(1, Descending: false) }, Cancel);
        var two = await store.QueryAsync(query with { Limit = 2 }, Cancel);

        Assert.Equal(["slow", "tie a", "tie b", "fast", "silent"], down.Groups.Select(static group => group.Text(0)));
        Assert.Equal(["fast", "tie a", "tie b", "slow", "silent"], up.Groups.Select(static group => group.Text(0)));
        Assert.Equal(["slow", "tie a"], two.Groups.Select(static group => group.Text(0)));
        Assert.False(two.IsComplete);
        Assert.Equal(5, two.EventCount);
    }

    [Fact]
    public async Task Counts_can_have_a_condition_of_their_own()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(Sample.Batch(Sample.Transaction, Sample.Transaction with { Outcome = Fields.Outcomes.Failure }, Sample.Transaction with { Outcome = null }), Cancel);

        var group = (await store.QueryAsync(
            new GroupQuery { Measures = [new Measure.Count(), new Measure.Count(Filter.Is(Fields.EventOutcome, Fields.Outcomes.Failure))] }, Cancel)).Groups[0];

        Assert.Equal([3, 1], [group.Number(0), group.Number(1)]);
    }

    [Fact]
    public async Task Numbers_count_only_events_that_have_them()
    {
        await using var store = await OpenAsync();
        var n = Fields.NumericLabel("n");
        await store.AppendAsync(Sample.Batch(Sample.Transaction.With(n, 4.0), Sample.Transaction), Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(Sample.Batch(Sample.Transaction.With(n, -1.0), Sample.Transaction), Cancel);

        var group = (await store.QueryAsync(
            new GroupQuery { Measures = [new Measure.Sum(n), new Measure.Min(n), new Measure.Max(n), new Measure.Average(n), new Measure.Percentiles(n, [0, 100])] }, Cancel)).Groups[0];

        Assert.Equal([3, -1, 4, 1.5], Enumerable.Range(0, 4).Select(i => group.Number(i)));
        Assert.Equal([0.0, 4.0], group.Numbers[4]);
    }

    [Fact]
    public async Task Percentiles_are_within_one_percent_of_the_exact_value()
    {
        var random = new Random(20260101);
        var durations = Enumerable.Range(0, 5_000).Select(_ => (long)Math.Exp(random.NextDouble() * 18)).ToArray();
        await using var store = await OpenAsync();
        foreach (var chunk in durations.Chunk(1_000)) await store.AppendAsync(Sample.Batch(chunk.Select(static us => Sample.Transaction with { DurationUs = us })), Cancel);
        await RearrangeAsync(store);
        double[] ranks = [0, 1, 25, 50, 75, 90, 95, 99, 99.9, 100];

        var group = (await store.QueryAsync(new GroupQuery { Measures = [new Measure.Percentiles(Fields.TransactionDurationUs, ranks)] }, Cancel)).Groups[0];

        Array.Sort(durations);
        for (int i = 0; i < ranks.Length; i++)
        {
            long exact = durations[Math.Max(0, (int)Math.Ceiling(ranks[i] / 100 * durations.Length) - 1)];
            Assert.InRange(group.Number(0, i), exact * 0.99, exact * 1.01);
        }
    }

    [Fact]
    public async Task Histograms_count_each_value_as_often_as_they_say()
    {
        var load = Fields.HistogramSample("load");
        await using var store = await OpenAsync();
        await store.AppendAsync(
            Sample.Batch(
                Sample.Metric.With(load, """{"values":[10,20.5,30],"counts":[1,2,97]}"""),
                Sample.Metric.With(load, """{"counts":[0,100],"values":[-7,40]}"""),
                (Sample.Metric with { Service = "other" }).With(load, """{"values":[5],"counts":[3]}"""),
                Sample.Metric.With(load, """{"values":[1,2],"counts":[],"more":{"values":[9]}}"""),
                Sample.Metric.With(load, "[1,2]"),
                Sample.Metric),
            Cancel);
        await RearrangeAsync(store);

        var groups = (await store.QueryAsync(
            new GroupQuery
            {
                Keys = [new GroupKey.Value(Fields.ServiceName)],
                Measures = [new Measure.Sum(load), new Measure.Min(load), new Measure.Max(load), new Measure.Average(load), new Measure.Percentiles(load, [0, 1, 2, 50, 51, 100]), new Measure.Count()],
            },
            Cancel)).Groups;

        Assert.Equal(["checkout", "other"], groups.Select(static group => group.Text(0)));
        double sum = 10 + 41 + (30 * 97) + (40 * 100);
        Assert.Equal([sum, 10, 40, sum / 200], Enumerable.Range(0, 4).Select(i => groups[0].Number(i)));
        double[] exact = [10, 20.5, 30, 30, 40, 40];
        for (int i = 0; i < exact.Length; i++) Assert.InRange(groups[0].Number(4, i), exact[i] * 0.99, exact[i] * 1.01);
        Assert.Equal(5, groups[0].Number(5));
        Assert.Equal([15, 5, 5, 5], Enumerable.Range(0, 4).Select(i => groups[1].Number(i)));
    }

    [Fact]
    public async Task Different_values_are_counted_exactly_while_few_and_closely_when_many()
    {
        await using var store = await OpenAsync();
        foreach (var chunk in Enumerable.Range(0, 20_000).Chunk(5_000))
        {
            await store.AppendAsync(
                Sample.Batch(chunk.Select(static i => (Sample.Transaction with { Name = $"name {i}", DurationUs = i % 2_000 }).With(Fields.ProcessArgs, $"arg {i % 7}", $"arg {i % 5}"))), Cancel);
        }
        await RearrangeAsync(store);

        var group = (await store.QueryAsync(
            new GroupQuery
            {
                Measures = [new Measure.Distinct(Fields.TransactionName), new Measure.Distinct(Fields.TransactionDurationUs), new Measure.Distinct(Fields.ProcessArgs), new Measure.Distinct(Fields.SpanId)],
            },
            Cancel)).Groups[0];

        Assert.InRange(group.Number(0), 20_000 * 0.97, 20_000 * 1.03);
        Assert.Equal([2_000, 7, 0], [group.Number(1), group.Number(2), group.Number(3)]);
    }

    [Fact]
    public async Task The_latest_text_is_that_of_the_newest_event_that_has_one()
    {
        await using var store = await OpenAsync();
        SampleEvent At(int second, string service, string? version)
        {
            var one = Sample.Transaction with { Micros = Sample.Noon + (second * Sample.Second), Service = service };
            return version is null ? one : one.With(Fields.ServiceVersion, version);
        }

        await store.AppendAsync(Sample.Batch(At(9, "a", "1.9"), At(3, "a", "1.3"), At(1, "b", "2.1")), Cancel);
        await RearrangeAsync(store);
        await store.AppendAsync(Sample.Batch(At(5, "a", "1.5"), At(12, "a", null), At(2, "b", "2.2"), At(1, "c", null)), Cancel);

        var table = await store.QueryAsync(
            new GroupQuery { Keys = [new GroupKey.Value(Fields.ServiceName)], Measures = [new Measure.Latest(Fields.ServiceVersion), new Measure.Latest(Fields.TraceId)] }, Cancel);

        Assert.Equal(["1.9", "2.2", null], table.Groups.Select(static group => group.Texts[0]));
        Assert.All(table.Groups, static group => Assert.Equal(Sample.Transaction.TraceId, group.Texts[1]));
    }

    [Fact]
    public async Task Groups_that_cannot_be_asked_for_are_refused_with_a_reason()
    {
        await using var store = await OpenAsync();
        Measure count = new Measure.Count();

        await AssertRefusedAsync(store, new GroupQuery { Measures = [] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Limit = 0 });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Limit = GroupQuery.MaxLimit + 1 });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Order = new GroupOrder(1) });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Time(0)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Logarithmic(Fields.TransactionDurationUs, 0)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Logarithmic(Fields.ServiceName, 5)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Linear(Fields.TransactionDurationUs, 0)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Linear(Fields.ServiceName, 5)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.Sum(Fields.ServiceName)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.SumOfSquares(Fields.ServiceName)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.Percentiles(Fields.TransactionDurationUs, [101])] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.Percentiles(Fields.TransactionCustom, [50])] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [count], Keys = [new GroupKey.Logarithmic(Fields.TransactionDurationHistogram, 5)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.Latest(Fields.TransactionDurationUs)] });
        await AssertRefusedAsync(store, new GroupQuery { Measures = [new Measure.Count(Filter.Is(Fields.ServiceName, 1))] });
    }

    private static async Task AssertRefusedAsync(IEventStore store, GroupQuery query)
    {
        var refused = await Assert.ThrowsAsync<QueryException>(async () => await store.QueryAsync(query, Cancel));
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    private static ValueTask<GroupTable> CountByAsync(IEventStore store, GroupKey key) =>
        store.QueryAsync(new GroupQuery { Keys = [key], Measures = [new Measure.Count()] }, Cancel);

    /// <summary>Each group as its keys and the first number of its first measure.</summary>
    private static List<object?[]> Flat(GroupTable table) => [.. table.Groups.Select(static group => (object?[])[.. group.Keys, group.Numbers[0][0]])];
}
