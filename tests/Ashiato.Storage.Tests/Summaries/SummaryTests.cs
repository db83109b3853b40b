using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using FsCheck;
using FsCheck.Fluent;

namespace Ashiato.Storage.Tests.Summaries;

public sealed class SummaryTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60);

    [Fact]
    public void Summaries_give_the_same_numbers_as_the_events() =>
        Prop.ForAll((from events in SummaryQuestions.Events from query in SummaryQuestions.Questions select (events, query)).ToArbitrary(), static random =>
        {
            RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(random.events), 0)];

            AssertSame(random.query, rows, SummariesOf(rows));
        }).Check(s_config);

    [Fact]
    public void Merged_summaries_give_the_same_numbers_as_the_events_of_all() =>
        Prop.ForAll((from a in SummaryQuestions.Events from b in SummaryQuestions.Events from query in SummaryQuestions.Questions select (a, b, query)).ToArbitrary(), static random =>
        {
            RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(random.a), 0), new MemoryRowGroup(Sample.Batch(random.b), 1)];
            var merged = SummaryBuilder.Merge([SummariesOf([rows[0]]), SummariesOf([rows[1]])], out var lacking);

            Assert.Empty(lacking);
            AssertSame(random.query, rows, [.. merged.Select(static table => new LoadedSummary(table))]);
        }).Check(s_config);

    [Fact]
    public void Rows_of_a_group_with_more_possible_than_actual_combinations_are_told_apart()
    {
        var random = new Random(17);
        var events = Enumerable.Range(0, 3_000).Select(i => (Sample.Transaction with
        {
            Micros = i % 50 == 0 ? null : Sample.Noon + (random.Next(100) * SummaryQuestions.Minute),
            Name = i % 7 == 0 ? null : $"/page/{random.Next(400)}",
            DurationUs = random.Next(1, 1_000_000),
        }).With(Fields.TransactionResult, $"HTTP {random.Next(400)}"));
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(events), 0)];
        var query = new GroupQuery
        {
            Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction),
            Keys = [new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.TransactionResult), new GroupKey.Time(10 * SummaryQuestions.Minute)],
            Measures = [new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs), new Measure.Percentiles(Fields.TransactionDurationUs, [50])],
            Limit = GroupQuery.MaxLimit,
        };

        AssertSame(query, rows, SummariesOf(rows));
    }

    [Theory]
    [InlineData(1)] // a piece a group
    [InlineData(16)] // as many as are kept as pieces
    [InlineData(17)] // one more
    [InlineData(300)]
    public void Percentiles_are_the_same_from_few_and_from_many_rows_of_summaries_and_from_events_beside_them(int results)
    {
        var random = new Random(results);
        // The first and the last minute are asked for in part: their events are added one by one.
        long first = Sample.Noon + (SummaryQuestions.Minute / 2), end = Sample.Noon + (3 * SummaryQuestions.Minute) + (SummaryQuestions.Minute / 2);
        var events = Enumerable.Range(0, results * 12).Select(i => (Sample.Transaction with
        {
            Micros = Sample.Noon + (i * 4 * SummaryQuestions.Minute / (results * 12)),
            DurationUs = (long)Math.Pow(10, random.NextDouble() * 7),
        }).With(Fields.TransactionResult, $"HTTP {i % results}"));
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(events), 0)];
        var byView = new GroupQuery
        {
            Time = new TimeRange(first, end),
            Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction).And(new Filter.Exists(Fields.TransactionResult)),
            Keys = [new GroupKey.Value(Fields.ServiceName)],
            Measures = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [99, 0, 50, 100, 95])],
            Limit = 10,
        };

        AssertSame(byView, rows, SummariesOf(rows));
        AssertSame(byView with { Keys = [new GroupKey.Time(2 * SummaryQuestions.Minute)] }, rows, SummariesOf(rows));
    }

    [Fact]
    public void Every_view_is_summed_up_in_every_length_of_intervals_that_halves_the_rows()
    {
        var hours = Enumerable.Range(0, 240).Select(static minute => minute * SummaryQuestions.Minute).ToArray();
        var summaries = SummariesOf([new MemoryRowGroup(Sample.Batch([
            .. hours.Select(static at => Sample.Transaction with { Micros = Sample.Noon + at }),
            .. hours.Select(static at => Sample.Span with { Micros = Sample.Noon + at })]), 0)]);

        Assert.Equal(
            SummaryView.All.SelectMany(static view => SummaryView.Levels.Skip(view.Shortest).Select(level => (view, level))),
            summaries.Select(static one => (one.Table.View, one.Table.LevelMicros)));
        Assert.Equal(SummaryView.All, SummariesOf([new MemoryRowGroup(Sample.Batch(Sample.Transaction, Sample.Span), 0)]).Select(static one => one.Table.View));
    }

    [Fact]
    public void The_longest_intervals_that_fit_are_used()
    {
        long hour = 60 * SummaryQuestions.Minute;
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(Enumerable.Range(0, 600).Select(static i => Sample.Transaction with { Micros = Sample.Noon + (i * SummaryQuestions.Minute) })), 0)];
        var time = new TimeRange(Sample.Noon + (5 * SummaryQuestions.Minute) + 7, Sample.Noon + (3 * hour) + (20 * SummaryQuestions.Minute));
        var plan = SummaryPlan.For(new GroupQuery { Time = time, Measures = [new Measure.Count()] })!;
        var summaries = SummariesOf(rows);

        var parts = plan.PartsOf(rows, TimeRange.Around(rows, static group => group.Time), FinderIn(summaries)).OrderBy(static part => part.Time.FromMicros).ToArray();

        Assert.Equal(
            [null, SummaryQuestions.Minute, 10 * SummaryQuestions.Minute, hour, 10 * SummaryQuestions.Minute],
            parts.Select(static part => (part.Group as SummaryRowGroup)?.Table.LevelMicros));
        Assert.Equal(time.FromMicros, parts[0].Time.FromMicros);
        Assert.Equal(time.ToMicros, parts[^1].Time.ToMicros);
        for (int i = 1; i < parts.Length; i++) Assert.Equal(parts[i - 1].Time.ToMicros, parts[i].Time.FromMicros);
    }

    [Fact]
    public void What_summaries_do_not_know_is_asked_of_the_events()
    {
        var transactions = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);
        GroupQuery about = new() { Filter = transactions, Measures = [new Measure.Count()] };
        GroupQuery[] unknown =
        [
            about with { Filter = transactions.And(Filter.Is(Fields.Label("user"), "7")) },
            about with { Filter = transactions.And(new Filter.Between(Fields.TransactionDurationUs, 1_000, null)) },
            about with { Filter = transactions.And(new Filter.Between(Fields.Timestamp, 0, null)) },
            about with { Filter = Filter.Is(Fields.TransactionName, "GET /") },
            about with { Keys = [new GroupKey.Time(90 * Sample.Second)] },
            about with { Keys = [new GroupKey.Time(SummaryQuestions.Minute, 1)] },
            about with { Keys = [new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.HostName)] },
            about with { Keys = [new GroupKey.Logarithmic(Fields.TransactionDurationUs, 7)] },
            about with { Keys = [new GroupKey.Logarithmic(Fields.TransactionDurationUs, 20)], Measures = [new Measure.Sum(Fields.TransactionDurationUs)] },
            about with { Measures = [new Measure.Sum(Fields.SpanDurationUs)] },
            about with { Measures = [new Measure.SumOfSquares(Fields.TransactionDurationUs)] },
            about with { Measures = [new Measure.Distinct(Fields.TraceId)] },
            about with { Measures = [new Measure.Count(new Filter.Exists(Fields.UrlPath))] },
        ];

        Assert.NotNull(SummaryPlan.For(about));
        Assert.NotNull(SummaryPlan.For(about with { Measures = [new Measure.SumOfSquares(Fields.TransactionDurationUs, MayEstimate: true)] }));
        foreach (var query in unknown) Assert.Null(SummaryPlan.For(query));
    }

    [Fact]
    public void An_event_with_a_list_where_one_value_is_expected_has_no_summary()
    {
        var twoNames = Sample.Transaction with { Name = null };
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(twoNames.With(Fields.TransactionName, "a", "b")), 0)];

        var views = SummariesOf(rows).Select(static one => one.Table.View.Name).Distinct();

        Assert.Equal(["services", "instances", "calls"], views);
    }

    [Fact]
    public void Numbers_too_large_to_be_summed_up_exactly_have_no_summary()
    {
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(Sample.Transaction with { DurationUs = long.MaxValue }, Sample.Span), 0)];

        Assert.Equal(["calls"], SummariesOf(rows).Select(static one => one.Table.View.Name).Distinct());
    }

    [Fact]
    public void Names_without_end_have_no_summary()
    {
        var events = Enumerable.Range(0, SummaryAccumulator.MaxRows + 1).Select(static i => Sample.Transaction with { Name = $"/users/{i}" });
        RowGroup[] rows = [new MemoryRowGroup(Sample.Batch(events), 0)];

        Assert.DoesNotContain("transactions", SummariesOf(rows).Select(static one => one.Table.View.Name));
    }

    private static SummaryRowGroup[] SummariesOf(IEnumerable<RowGroup> rows)
    {
        var builder = new SummaryBuilder();
        foreach (var group in rows) builder.Add(group, [.. Enumerable.Range(0, group.RowCount)]);
        return [.. builder.Build().Select(static table => new LoadedSummary(table))];
    }

    private static SummaryPlan.Finder FinderIn(SummaryRowGroup[] summaries) =>
        (view, level) => Array.Find(summaries, one => one.Table.View == view && one.Table.LevelMicros == level);

    private static GroupTable Answer(GroupQuery query, QueryPart[] parts) =>
        QueryExecutor.GroupsAsync(query, _ => parts, QueryLimits.Default with { RowsAThread = 4 }, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static void AssertSame(GroupQuery query, RowGroup[] rows, SummaryRowGroup[] summaries)
    {
        var plan = SummaryPlan.For(query);
        Assert.NotNull(plan);

        var expected = Answer(query, [.. rows.Select(group => new QueryPart(group, query.Time))]);
        var actual = Answer(query, [.. plan.PartsOf(rows, TimeRange.Around(rows, static group => group.Time), FinderIn(summaries))]);

        SameAnswers.Require(expected, actual);
    }
}
