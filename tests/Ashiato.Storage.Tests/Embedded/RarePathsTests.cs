using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Embedded.WriteAhead;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;
using static Ashiato.Storage.Tests.Embedded.StoreFixture;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>What retention, deletions and recovery do where something is in their way, or happens at the same time.</summary>
public sealed class RarePathsTests : IDisposable
{
    private const string Pinned = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly GroupQuery s_byKind = new()
    {
        Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.ProcessorEvent)],
        Measures = [new Measure.Count()],
    };

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private EmbeddedStoreOptions SpansGoEarly()
    {
        var options = _fixture.Options();
        options.MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Span] = TimeSpan.FromDays(3) };
        return options;
    }

    [Fact]
    public async Task A_damaged_segment_is_named_no_more_once_its_age_removed_it()
    {
        await using (var store = await _fixture.OpenAsync()) await AppendAsync(store, At(0, Sample.Transaction));
        string path = Assert.Single(_fixture.SegmentFiles());
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        await using var damaged = await _fixture.OpenAsync();
        After(damaged, 20);
        Assert.False(File.Exists(path));
        string catalog = File.ReadAllText(Path.Combine(_fixture.Root, "catalog"));
        damaged.Maintain();

        Assert.Multiple(
            () => Assert.Equal(catalog, File.ReadAllText(Path.Combine(_fixture.Root, "catalog"))),
            () => Assert.Empty(damaged.GetStatusAsync(Cancel).AsTask().GetAwaiter().GetResult().Problems));
    }

    [Fact]
    public async Task A_deletion_is_refused_while_what_is_in_memory_cannot_become_segments()
    {
        bool isFull = false;
        var options = _fixture.Options();
        options.OpenLogFile = path => isFull ? throw new IOException("No space left on device") : LogFile.Create(path);
        await using var store = await _fixture.OpenAsync(options);
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction with { Service = "secret-shop" })), Cancel);
        isFull = true;

        var failure = await Record.ExceptionAsync(async () => await store.DeleteAsync(Filter.Is(Fields.ServiceName, "secret-shop"), Cancel));
        int left = (await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.RowCount;
        isFull = false;

        Assert.True(failure is StoreBusyException || left == 0, $"The deletion was answered with {failure?.GetType().Name ?? "success"}, and {left} of the events are there.");
    }

    [Fact]
    public async Task Each_damaged_log_file_is_named()
    {
        await using var store = await _fixture.OpenAsync();
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction)), Cancel);
        await store.AppendAsync(Sample.Batch(At(0, Sample.Transaction)), Cancel);
        using var copy = _fixture.CopyAsAfterACrash();
        string log = Assert.Single(copy.LogFiles());
        byte[] bytes = File.ReadAllBytes(log);
        bytes[40] ^= 1;
        File.WriteAllBytes(log, bytes);
        string second = Path.Combine(Path.GetDirectoryName(log)!, "000000000050.wal");
        File.WriteAllBytes(second, bytes);
        await using var crashed = await copy.OpenAsync();

        string problems = string.Join('\n', (await crashed.GetStatusAsync(Cancel)).Problems);
        Assert.Contains(Path.GetFileName(second), problems, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(log), problems, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unpinned_trace_goes_with_the_kinds_that_are_old()
    {
        await using var store = await _fixture.OpenAsync(SpansGoEarly());
        await store.PinAsync(Pinned, Cancel);
        await AppendAsync(store, At(0, Sample.Transaction, Sample.Span with { TraceId = Pinned }));
        After(store, 4);
        store.Maintain();
        await store.UnpinAsync(Pinned, Cancel);
        store.Maintain();

        Assert.Equal(["transaction"], (await store.QueryAsync(new RowQuery { Limit = 10 }, Cancel)).Rows.Rows.Select(static row => row.Text(Fields.ProcessorEvent)));
    }

    [Fact]
    public async Task A_question_that_began_before_a_segment_went_counts_its_events_once()
    {
        await using var store = await _fixture.OpenAsync();
        await AppendAsync(store, At(0, Sample.Transaction));
        using var snapshot = store.TakeSnapshot();
        After(store, 20);

        var parts = store.Summaries.PartsOf(snapshot, SummaryPlan.For(s_byKind)!).ToArray();

        Assert.Single(parts);
    }

    private void After(EmbeddedEventStore store, int days)
    {
        _fixture.Time.Now = Samples.Now.AddDays(days);
        store.Maintain();
    }
}
