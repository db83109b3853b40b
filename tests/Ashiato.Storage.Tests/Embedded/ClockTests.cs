using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Clocks that leap, and events that happened long ago or have not happened yet.</summary>
public sealed class ClockTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_clock_that_leaps_ahead_removes_nothing_until_it_has_stayed_there()
    {
        var batch = Samples.Batch("b", 20);
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(batch, Cancel);
        await store.FlushAsync();
        store.Maintain();

        _fixture.Time.Error = TimeSpan.FromDays(400);
        store.Maintain();
        _fixture.Time.Now += TimeSpan.FromMinutes(59);
        store.Maintain();
        Assert.Equal(Samples.Names(batch), await store.NamesAsync(Cancel));
        Assert.Contains("leapt ahead to 2027-06-21", Assert.Single((await store.GetStatusAsync(Cancel)).Problems), StringComparison.Ordinal);

        _fixture.Time.Error = TimeSpan.Zero;
        store.Maintain();
        Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);

        _fixture.Time.Error = TimeSpan.FromDays(400);
        store.Maintain();
        _fixture.Time.Now += TimeSpan.FromMinutes(61);
        store.Maintain();
        Assert.Empty(await store.NamesAsync(Cancel));
        Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
    }

    [Fact]
    public async Task A_program_that_starts_with_a_clock_far_ahead_removes_nothing_at_once()
    {
        var batch = Samples.Batch("b", 20);
        await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(batch, Cancel);

        _fixture.Time.Error = TimeSpan.FromDays(400);
        await using (var store = await _fixture.OpenAsync())
        {
            store.Maintain();
            await store.AppendAsync(Samples.Batch("then", 1, Samples.Now.AddDays(400)), Cancel);
            Assert.True(await store.FlushAsync());
            store.Maintain();
        }

        _fixture.Time.Error = TimeSpan.Zero;
        await using var again = await _fixture.OpenAsync();
        again.Maintain();
        Assert.Equal(21, (await again.NamesAsync(Cancel)).Length);
    }

    [Fact]
    public async Task Events_that_were_written_while_the_clock_was_at_1970_are_kept_for_their_own_time()
    {
        _fixture.Time.Error = DateTimeOffset.UnixEpoch - Samples.Now;
        var batch = Samples.Batch("b", 20);
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(batch, Cancel);
        Assert.True(await store.FlushAsync());
        store.Maintain();

        _fixture.Time.Error = TimeSpan.Zero;
        store.Maintain();
        _fixture.Time.Now += TimeSpan.FromHours(2);
        store.Maintain();
        Assert.Equal(Samples.Names(batch), await store.NamesAsync(Cancel));

        _fixture.Time.Now += TimeSpan.FromDays(8);
        store.Maintain();
        Assert.Empty(await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task An_event_of_the_future_takes_none_with_it_that_came_while_the_clock_was_at_1970()
    {
        var batch = Samples.Batch("b", 20);
        await using var store = await OpenIn1970Async(batch, Samples.Batch("future", 1, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        store.Maintain();

        Assert.Equal(21, (await store.NamesAsync(Cancel)).Length);
        _fixture.After(store, 8);
        Assert.Empty(await store.NamesAsync(Cancel));
    }

    [Fact]
    public async Task Summaries_of_events_that_came_while_the_clock_was_at_1970_outlive_them_as_others_do()
    {
        await using var store = await OpenIn1970Async(Samples.Batch("b", 20));

        _fixture.After(store, 8);
        _fixture.After(store, 20);

        Assert.Empty(await store.NamesAsync(Cancel));
        Assert.Equal(20, await CountAsync(store));
        _fixture.After(store, 1_000);
        // A clock that leaps is believed after an hour.
        _fixture.Time.Now += TimeSpan.FromHours(2);
        store.Maintain();
        Assert.Equal(0, await CountAsync(store));

        static async Task<long> CountAsync(EmbeddedEventStore store) => (await store.QueryAsync(StoreFixture.ByKind, Cancel)).EventCount;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_segment_of_events_that_came_while_the_clock_was_at_1970_stays_for_their_own_time(bool isStartedAgain)
    {
        string file;
        await using (var store = await OpenIn1970Async(Samples.Batch("b", 20)))
        {
            file = Assert.Single(_fixture.SegmentFiles());
            byte[] bytes = File.ReadAllBytes(file);
            bytes.AsSpan(8, bytes.Length - 24).Clear();
            File.WriteAllBytes(file, bytes);
            if (!isStartedAgain)
            {
                Assert.Empty(await store.NamesAsync(Cancel));
                await StaysForItsTimeAsync(store);
            }
        }
        if (!isStartedAgain) return;
        await using var again = await _fixture.OpenAsync();
        await StaysForItsTimeAsync(again);

        async Task StaysForItsTimeAsync(EmbeddedEventStore store)
        {
            store.Maintain();
            Assert.True(File.Exists(file));
            Assert.Single((await store.GetStatusAsync(Cancel)).Problems);
            _fixture.After(store, 8);
            _fixture.Time.Now += TimeSpan.FromHours(2);
            store.Maintain();
            Assert.False(File.Exists(file));
            Assert.Empty((await store.GetStatusAsync(Cancel)).Problems);
        }
    }

    /// <summary>A store whose events came while its clock was at 1970, and that believes by now that it is right.</summary>
    private async Task<EmbeddedEventStore> OpenIn1970Async(params EventBatch[] batches)
    {
        _fixture.Time.Error = DateTimeOffset.UnixEpoch - Samples.Now;
        var store = await _fixture.OpenAsync();
        foreach (var batch in batches) await store.AppendAsync(batch, Cancel);
        Assert.True(await store.FlushAsync());
        store.Maintain();
        Assert.All(_fixture.SegmentFiles(), static path => Assert.Contains("1970-01-0", path, StringComparison.Ordinal));

        _fixture.Time.Error = TimeSpan.Zero;
        store.Maintain();
        _fixture.Time.Now += TimeSpan.FromHours(2);
        return store;
    }

    [Fact]
    public async Task Events_of_1970_and_2100_are_found_by_time_and_trace_and_make_two_days_at_most()
    {
        var options = _fixture.Options();
        options.MaxAge = null;
        DateTimeOffset[] moments = [DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), new(1969, 12, 31, 23, 59, 59, TimeSpan.Zero), DateTimeOffset.MinValue, DateTimeOffset.MaxValue.AddDays(-1)];
        await using (var store = await _fixture.OpenAsync(options))
        {
            foreach (var moment in moments) await store.AppendAsync(Samples.Batch($"at {moment.Year}", 3, moment), Cancel);
            await store.FlushAsync();
            store.Maintain();
        }
        await using var again = await _fixture.OpenAsync(options);
        foreach (var moment in moments)
        {
            long micros = Samples.Micros(moment);
            var found = await again.QueryAsync(new RowQuery { Time = new TimeRange(micros, micros + 3), Limit = 100 }, Cancel);
            Assert.All(found.Rows.Rows, row => Assert.StartsWith($"at {moment.Year}-", row.Text(Fields.SpanName), StringComparison.Ordinal));
            Assert.Equal(3, found.Rows.RowCount);
        }
        var trace = await again.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, EventId.FromUInt128(1).ToString()), Limit = 100 }, Cancel);
        Assert.Equal(moments.Length, trace.Rows.RowCount);
        Assert.Equal(2, _fixture.SegmentFiles().Select(Path.GetDirectoryName).Distinct().Count());
    }

    [Fact]
    public async Task An_event_of_2100_is_removed_as_one_of_the_day_on_which_it_came()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Samples.Batch("later", 3, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)), Cancel);
        await store.FlushAsync();

        _fixture.Time.Now += TimeSpan.FromDays(6);
        store.Maintain();
        Assert.Equal(3, (await store.NamesAsync(Cancel)).Length);
        _fixture.Time.Now += TimeSpan.FromDays(4);
        store.Maintain();
        Assert.Empty(await store.NamesAsync(Cancel));
    }
}
