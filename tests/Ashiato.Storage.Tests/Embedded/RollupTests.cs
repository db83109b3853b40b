using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using Ashiato.Storage.Tests.Summaries;
using FsCheck;
using FsCheck.Fluent;
using static Ashiato.Storage.Tests.Embedded.StoreFixture;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>One summary for several segments.</summary>
public sealed class RollupTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_store_gives_the_same_numbers_with_rollups_as_from_its_events() =>
        Prop.ForAll((from segments in SummaryQuestions.Events.ArrayOf(6) from queries in SummaryQuestions.Questions.ArrayOf(20) select (segments, queries)).ToArbitrary(), random =>
        {
            using var fixture = new StoreFixture();
            AssertSameAsync(fixture, random.segments, random.queries).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(40));

    [Fact]
    public async Task Segments_of_a_day_that_is_over_are_asked_together_where_all_of_them_are_of_the_time_asked_for()
    {
        await using var store = await WithRollupAsync();
        long first = Samples.Micros(Samples.Now), last = first + (5 * SummaryQuestions.Minute);

        Assert.Equal([SummaryView.Levels[0]], LevelsOf(store, new TimeRange(first - SummaryQuestions.Minute, last + SummaryQuestions.Minute)));
        Assert.Equal(5, await CountAsync(store, new TimeRange(first - SummaryQuestions.Minute, last + SummaryQuestions.Minute)));
        // Asked one by one: some are of another time.
        Assert.Equal(3, LevelsOf(store, new TimeRange(first - SummaryQuestions.Minute, first + (3 * SummaryQuestions.Minute))).Length);
        Assert.Equal(3, await CountAsync(store, new TimeRange(first - SummaryQuestions.Minute, first + (3 * SummaryQuestions.Minute))));
    }

    [Fact]
    public async Task Fewer_segments_and_those_of_today_are_left_alone()
    {
        await using var store = await _fixture.OpenAsync();
        for (int i = 0; i < 3; i++) await AppendAsync(store, At(0, Sample.Transaction));
        for (int i = 0; i < 5; i++) await AppendAsync(store, At(1, Sample.Transaction));

        store.Maintain();

        Assert.Empty(Rollups());
    }

    [Fact]
    public async Task A_rollup_is_found_again_after_a_restart()
    {
        await using (var store = await WithRollupAsync()) Assert.Single(Rollups());
        await using var again = await _fixture.OpenAsync();

        Assert.Single(LevelsOf(again, new TimeRange(0, Samples.Micros(Samples.Now.AddHours(1)))));
        Assert.Equal(5, await CountAsync(again, new TimeRange(0, Samples.Micros(Samples.Now.AddHours(1)))));
    }

    [Fact]
    public async Task A_deletion_takes_the_rollup_with_it_and_the_next_one_knows_nothing_of_what_is_gone()
    {
        await using var store = await WithRollupAsync("secret-shop");
        Assert.Contains("secret-shop", TextsOfRollups(), StringComparison.Ordinal);

        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);
        Assert.Empty(Rollups());
        store.Maintain();

        Assert.Single(Rollups());
        Assert.DoesNotContain("secret-shop", TextsOfRollups(), StringComparison.Ordinal);
        Assert.Equal(4, await CountAsync(store, new TimeRange(0, Samples.Micros(Samples.Now.AddHours(1)))));
    }

    [Fact]
    public async Task A_rollup_that_a_crash_left_though_a_segment_of_it_is_gone_is_removed_by_the_next_start()
    {
        string path;
        byte[] before;
        await using (var store = await WithRollupAsync("secret-shop"))
        {
            path = Assert.Single(Rollups());
            before = File.ReadAllBytes(path);
            await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);
        }
        File.WriteAllBytes(path, before);
        File.WriteAllBytes(path + ".tmp", before);
        await using var again = await _fixture.OpenAsync();

        Assert.Equal(8, await CountAsync(again, TimeRange.All));
        Assert.Empty(Rollups());
    }

    [Fact]
    public async Task A_damaged_rollup_costs_nobody_an_answer_and_another_is_made()
    {
        await using var store = await WithRollupAsync();
        string path = Assert.Single(Rollups());
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(8, bytes.Length / 2).Clear();
        File.WriteAllBytes(path, bytes);

        Assert.Equal(9, await CountAsync(store, TimeRange.All));
        Assert.Empty(Rollups());
        store.Maintain();
        Assert.Single(Rollups());
        Assert.Equal(9, await CountAsync(store, TimeRange.All));
    }

    [Fact]
    public async Task Segments_that_go_by_age_are_told_of_by_their_own_summaries()
    {
        await using var store = await WithRollupAsync();

        _fixture.After(store, 20);

        Assert.Empty(_fixture.SegmentFiles());
        Assert.Empty(Rollups());
        Assert.Equal(9, await CountAsync(store, TimeRange.All));
    }

    [Fact]
    public async Task A_check_reads_rollups_and_a_backup_does_without()
    {
        using var backup = new ScratchDirectory();
        await using (var store = await WithRollupAsync())
        {
            Assert.Empty((await store.VerifyAsync(null, Cancel)).Findings);
            await store.BackupAsync(Path.Combine(backup.Path, "taken"), null, Cancel);
        }
        Assert.Empty(Directory.EnumerateFiles(backup.Path, "*" + Rollup.Extension, SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(Assert.Single(Rollups()));
        bytes[12] ^= 1;
        File.WriteAllBytes(Rollups()[0], bytes);

        var finding = Assert.Single((await StoreDirectory.VerifyAsync(_fixture.Root, [], null, Cancel)).Findings);
        Assert.False(finding.IsDamage);
        Assert.Contains(Path.GetFileName(Rollups()[0]), finding.Sentence, StringComparison.Ordinal);
    }

    /// <summary>A store with a rollup of five segments, one transaction a minute, and four segments of a later day.</summary>
    /// <param name="service">The service of the third.</param>
    private async Task<EmbeddedEventStore> WithRollupAsync(string service = "checkout")
    {
        var store = await _fixture.OpenAsync();
        for (int i = 0; i < 5; i++) await AppendAsync(store, At(i / 1_440.0, Sample.Transaction with { Service = i == 2 ? service : "checkout" }));
        for (int i = 0; i < 4; i++) await AppendAsync(store, At(1, Sample.Transaction));
        store.Maintain();
        Assert.Equal(9, _fixture.SegmentFiles().Length);
        Assert.Single(Rollups());
        return store;
    }

    private string[] Rollups() => [.. Directory.EnumerateFiles(Path.Combine(_fixture.Root, "segments"), "*" + Rollup.Extension + "*", SearchOption.AllDirectories)];

    private string TextsOfRollups() => string.Join('\n', Rollups().SelectMany(static path =>
    {
        var file = SummaryFile.Open("r", path);
        return file.Contents.SelectMany(part => file.Read(part.View, part.Level).Keys).Select(static key => key is null ? "" : Encoding.UTF8.GetString(key.Pool.Bytes));
    }));

    /// <summary>The lengths of intervals of the summaries that count transactions by minute.</summary>
    private static long[] LevelsOf(EmbeddedEventStore store, TimeRange time)
    {
        using var snapshot = store.TakeSnapshot();
        return [.. store.Summaries.PartsOf(snapshot, SummaryPlan.For(ByMinute(time))!).Select(static part => Assert.IsAssignableFrom<SummaryRowGroup>(part.Group).LevelMicros)];
    }

    private static GroupQuery ByMinute(TimeRange time) => new()
    {
        Time = time,
        Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction),
        Keys = [new GroupKey.Time(SummaryQuestions.Minute)],
        Measures = [new Measure.Count()],
    };

    private static async Task<long> CountAsync(EmbeddedEventStore store, TimeRange time) => (await store.QueryAsync(ByMinute(time), Cancel)).EventCount;

    private static async Task AssertSameAsync(StoreFixture fixture, SampleEvent[][] segments, GroupQuery[] queries)
    {
        var options = fixture.Options();
        options.MaxAge = null;
        await using var store = await fixture.OpenAsync(options);
        foreach (var events in segments) await AppendAsync(store, [Sample.Transaction with { Micros = Sample.Noon }, .. events]);
        for (int i = 0; i < RollupPlan.Least; i++) await AppendAsync(store, [Sample.Transaction with { Micros = Sample.Noon + (86_400 * Sample.Second) }]);
        store.Maintain();
        Assert.NotEmpty(Directory.EnumerateFiles(fixture.Root, "*" + Rollup.Extension, SearchOption.AllDirectories));
        using var snapshot = store.TakeSnapshot();
        foreach (var query in queries)
        {
            var expected = await QueryExecutor.GroupsAsync(snapshot.Groups, query, QueryLimits.Default, Cancel);
            var actual = await store.QueryAsync(query, Cancel);

            SameAnswers.Require(expected, actual);
        }
    }
}
