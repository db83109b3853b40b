using System.Diagnostics;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>What a store does while its segments are still being opened.</summary>
public sealed class OpeningTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreFixture _fixture = new();
    private readonly EventBatch _first = Samples.Batch("first", 20);
    private readonly EventBatch _second = Samples.Batch("second", 20);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Events_are_taken_and_questions_wait_until_all_segments_are_open()
    {
        using var slow = await TwoSegmentsOneOfThemSlowAsync();
        await using var store = await _fixture.OpenAsync();
        var meanwhile = Samples.Batch("meanwhile", 20);

        await store.AppendAsync(meanwhile, Cancel);
        var names = store.NamesAsync(Cancel);
        var status = store.GetStatusAsync(Cancel).AsTask();
        var verification = store.VerifyAsync(null, Cancel).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.NamesAsync(new CancellationToken(canceled: true)));
        Assert.True(await store.IsWritableAsync(Cancel));
        Assert.False(names.IsCompleted || status.IsCompleted || verification.IsCompleted);
        slow.GoOn();

        Assert.Equal(Samples.Names(_second, meanwhile), await names);
        Assert.Equal(40, (await status).EventCount);
        Assert.Contains(slow.Name, Assert.Single((await status).Problems), StringComparison.Ordinal);
        _ = await verification;
    }

    [Fact]
    public async Task What_is_written_to_a_segment_meanwhile_is_there_afterwards_and_after_the_next_start()
    {
        var meanwhile = Samples.Batch("meanwhile", 20);
        using (var slow = await TwoSegmentsOneOfThemSlowAsync())
        {
            await using var store = await _fixture.OpenAsync();
            var names = store.NamesAsync(Cancel);
            await store.AppendAsync(meanwhile, Cancel);
            Assert.True(await store.FlushAsync());
            slow.GoOn();
            Assert.Equal(Samples.Names(_second, meanwhile), await names);
        }
        await using var again = await _fixture.OpenAsync();
        Assert.Equal(Samples.Names(_first, _second, meanwhile), await again.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_deletion_waits_for_all_segments()
    {
        using var slow = await TwoSegmentsOneOfThemSlowAsync();
        await using var store = await _fixture.OpenAsync();

        var deletion = store.DeleteAsync(Filter.Everything, Cancel).AsTask();
        Assert.False(deletion.IsCompleted);
        slow.GoOn();

        var deleted = await deletion;
        Assert.Equal(20, deleted.EventCount);
        Assert.Contains(slow.Name, Assert.Single(deleted.Unreached), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_meanwhile_makes_nobody_believe_a_clock_that_is_far_ahead()
    {
        using var slow = await TwoSegmentsOneOfThemSlowAsync();
        _fixture.Time.Error = TimeSpan.FromDays(400);
        await using var store = await _fixture.OpenAsync();

        await store.AppendAsync(Samples.Batch("then", 1, Samples.Now.AddDays(400)), Cancel);
        var names = store.NamesAsync(Cancel);
        slow.GoOn();
        await names;
        store.Maintain();

        Assert.Equal(21, (await store.NamesAsync(Cancel)).Length);
    }

    [Fact]
    public async Task A_store_that_closes_meanwhile_keeps_all_it_took()
    {
        var meanwhile = Samples.Batch("meanwhile", 20);
        using (var slow = await TwoSegmentsOneOfThemSlowAsync())
        {
            var store = await _fixture.OpenAsync();
            await store.AppendAsync(meanwhile, Cancel);
            var names = store.NamesAsync(Cancel);
            var closing = store.DisposeAsync().AsTask();
            Assert.False(closing.IsCompleted);
            slow.GoOn();
            await Task.WhenAll(names, closing);
        }
        await using var again = await _fixture.OpenAsync();
        Assert.Equal(Samples.Names(_first, _second, meanwhile), await again.NamesAsync(Cancel));
    }

    [Fact]
    public async Task A_store_that_nobody_asks_opens_none()
    {
        var meanwhile = Samples.Batch("meanwhile", 20);
        using (var slow = await TwoSegmentsOneOfThemSlowAsync())
        {
            await using (var store = await _fixture.OpenAsync()) await store.AppendAsync(meanwhile, Cancel);
            slow.TakeBack();
        }
        await using var again = await _fixture.OpenAsync();
        Assert.Equal(Samples.Names(_first, _second, meanwhile), await again.NamesAsync(Cancel));
    }

    private async Task<SlowSegment> TwoSegmentsOneOfThemSlowAsync()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await store.AppendAsync(_first, Cancel);
            Assert.True(await store.FlushAsync());
            await store.AppendAsync(_second, Cancel);
        }
        return new SlowSegment(_fixture.SegmentFiles()[0]);
    }

    /// <summary>A pipe in the place of a segment: opening it takes until somebody opens its other end.</summary>
    private sealed class SlowSegment : IDisposable
    {
        private readonly string _path;

        public SlowSegment(string path)
        {
            _path = path;
            File.Move(path, Kept);
            using var made = Process.Start("mkfifo", [path]);
            made.WaitForExit();
            Assert.Equal(0, made.ExitCode);
        }

        public string Name => Path.GetFileName(_path);

        private string Kept => _path + ".kept";

        /// <summary>Lets the opening end. It finds a pipe; the next start finds the segment.</summary>
        public void GoOn()
        {
            if (!File.Exists(Kept)) return;
            using (File.OpenHandle(_path, FileMode.Open, FileAccess.Write)) TakeBack();
        }

        /// <summary>Puts the segment back where nobody opens it.</summary>
        public void TakeBack() => File.Move(Kept, _path, overwrite: true);

        public void Dispose() => GoOn();
    }
}
