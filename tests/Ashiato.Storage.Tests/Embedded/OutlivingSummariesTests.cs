using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using static Ashiato.Storage.Tests.Embedded.StoreFixture;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Summaries that tell of events which are gone: all of a segment's, or those of a kind that is kept for less long.</summary>
public sealed class OutlivingSummariesTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Kinds_that_went_early_still_count_in_a_stretch_of_time()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await AppendAsync(store, [.. At(0, Sample.Transaction), .. At(-0.3, Sample.Span), .. At(-0.2, Sample.Span)]);
        var day = ByKind with { Time = Range(-1, 1) };
        Assert.Equal(3, await CountAsync(store, day));

        _fixture.After(store, 4);

        var byMinute = day with { Keys = [new GroupKey.Time(60_000_000)] };
        var sinceMorning = ByKind with { Time = Range(-0.25, 1) };
        Assert.Equal((3, 3, 3, 2), (await CountAsync(store, ByKind), await CountAsync(store, day), await CountAsync(store, byMinute), await CountAsync(store, sinceMorning)));
    }

    [Fact]
    public async Task Summaries_that_outlive_their_events_count_in_a_stretch_of_time_though_other_kinds_happened_in_less_of_it()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, [.. At(-0.3, Sample.Transaction), .. At(-0.2, Sample.Transaction), .. At(0, Sample.Span)]);
        var day = ByKind with { Time = Range(-1, 1) };
        Assert.Equal(3, await CountAsync(store, day));

        _fixture.After(store, 20);

        Assert.Equal(3, await CountAsync(store, ByKind));
        Assert.Equal(3, await CountAsync(store, day));
    }

    [Fact]
    public async Task A_deleted_service_is_in_no_summary_though_its_events_went_early()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span with { Service = "secret-shop" }));
        _fixture.After(store, 4);

        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

        Assert.DoesNotContain("secret-shop", (await store.QueryAsync(ByKind, Cancel)).Groups.Select(static group => group.Text(0)));
    }

    [Fact]
    public async Task Deleting_a_service_leaves_what_summaries_tell_of_others_whose_events_went_early()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span, Sample.Transaction with { Service = "secret-shop" }));
        _fixture.After(store, 4);
        Assert.Equal(3, await CountAsync(store, ByKind));

        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

        Assert.Equal(2, await CountAsync(store, ByKind));
    }

    [Fact]
    public async Task Usage_counts_no_events_that_went_early()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span));
        _fixture.After(store, 4);

        Assert.Equal(["transaction"], (await store.GetUsageAsync(Cancel)).Shares.Select(static share => share.Kind));
    }

    [Fact]
    public async Task Summaries_of_long_ago_do_not_push_out_what_came_just_now()
    {
        var options = _fixture.Options();
        (options.MaxAge, options.MaxBytes) = (TimeSpan.FromDays(1), 1 << 20);
        await using var store = await _fixture.OpenAsync(options);
        for (int day = 0; day < 20; day++)
        {
            _fixture.Time.Now = Samples.Now.AddDays(day);
            var random = new Random(day);
            await AppendAsync(store, At(day, [.. Enumerable.Range(0, 6_000).Select(_ => Sample.Transaction with { Name = random.NextInt64().ToString("x", null) + random.NextInt64().ToString("x", null) })]));
            store.Maintain();
        }
        _fixture.Time.Now = Samples.Now.AddDays(22);
        store.Maintain();
        await AppendAsync(store, At(22, Sample.Transaction));
        long segments = _fixture.SegmentFiles().Sum(static path => new FileInfo(path).Length);
        store.Maintain();

        Assert.True((await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount > 0, $"Segments held {segments} bytes, and all of them went.");
    }

    [Fact]
    public async Task Without_a_limit_of_age_summaries_outlive_what_went_by_size()
    {
        var options = _fixture.Options();
        (options.MaxAge, options.MaxBytes) = (null, 1 << 20);
        await using var store = await _fixture.OpenAsync(options);
        var random = new Random(5);
        for (int day = 0; day < 3; day++)
            await AppendAsync(store, At(day - 2, [.. Enumerable.Range(0, 6_000).Select(_ => Sample.Transaction.With(Fields.UrlOriginal, Convert.ToHexString(RandomBytes(random, 60))))]));
        store.Maintain();
        Assert.InRange(_fixture.SegmentFiles().Length, 1, 2);

        Assert.Equal(18_000, await CountAsync(store, ByKind));
    }

    [Fact]
    public async Task Segments_that_are_merged_keep_what_their_summaries_tell_though_one_has_a_view_less()
    {
        var options = _fixture.SpansGoEarly();
        await using var store = await _fixture.OpenAsync(options);
        for (int i = 0; i < 7; i++) await AppendAsync(store, At(0, Sample.Transaction, Sample.Span));
        // No summary by version: its row of a summary could not say which of them it had.
        await AppendAsync(store, At(0, Sample.Transaction.With(Fields.ServiceVersion, "1", "2"), Sample.Span));
        _fixture.After(store, 4);
        Assert.Single(_fixture.SegmentFiles());

        var spans = ByKind with { Filter = Filter.Is(Fields.ProcessorEvent, Fields.Events.Span), Keys = [new GroupKey.Value(Fields.SpanName)] };
        Assert.Equal(8, await CountAsync(store, spans));
    }

    [Fact]
    public async Task A_summary_that_could_not_be_read_for_a_moment_is_not_made_anew_from_what_is_left()
    {
        await using var store = await _fixture.OpenAsync(_fixture.SpansGoEarly());
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span));
        _fixture.After(store, 4);
        string path = Assert.Single(_fixture.SummaryFiles());
        byte[] good = File.ReadAllBytes(path);
        File.WriteAllBytes(path, new byte[good.Length]);
        Assert.Equal(1, await CountAsync(store, ByKind));
        File.WriteAllBytes(path, good);

        store.Maintain();

        Assert.Equal(2, await CountAsync(store, ByKind));
    }

    [Fact]
    public async Task A_question_beside_a_deletion_leaves_nothing_of_what_is_deleted_and_no_summary_out()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Transaction with { Service = "secret-shop" }));
        _fixture.After(store, 20);
        using var snapshot = store.TakeSnapshot();
        QueryPart[] before = [.. store.Summaries.PartsOf(snapshot, SummaryPlan.For(ByKind)!)];
        var part = Assert.IsAssignableFrom<SummaryRowGroup>(Assert.Single(before).Group);
        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

        var damage = Record.Exception(() => part.Table);
        if (damage is SummaryDamagedException damaged) store.Summaries.LeaveOut(damaged);

        Assert.Equal(["checkout"], (await store.QueryAsync(ByKind, Cancel)).Groups.Select(static group => group.Text(0)));
    }

    [Fact]
    public async Task A_damaged_summary_of_events_that_are_gone_stops_no_deletion_and_goes_with_it()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Transaction with { Service = "secret-shop" }));
        _fixture.After(store, 20);
        string path = Assert.Single(_fixture.SummaryFiles());
        byte[] bytes = File.ReadAllBytes(path);
        bytes[12] ^= 1;
        File.WriteAllBytes(path, bytes);

        await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel);

        Assert.Empty(_fixture.SummaryFiles());
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static TimeRange Range(double from, double to) => new(Samples.Micros(Samples.Now.AddDays(from)), Samples.Micros(Samples.Now.AddDays(to)));

    private static async Task<long> CountAsync(EmbeddedEventStore store, GroupQuery query) => (await store.QueryAsync(query, Cancel)).Groups.Sum(static group => (long)group.Number(0));
}
