using Ashiato.Model;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Storage.Tests.Embedded;

/// <summary>Opens stores over one scratch directory.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    /// <summary>How many events of each kind each service has: what summaries answer.</summary>
    public static GroupQuery ByKind { get; } = new()
    {
        Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.ProcessorEvent)],
        Measures = [new Measure.Count()],
    };

    public FixedTime Time { get; } = new(Samples.Now);

    public string Root => _scratch.Path;

    public EmbeddedStoreOptions Options() => new() { Directory = Root };

    /// <summary>Spans are kept for three days, all else as long as by default.</summary>
    public EmbeddedStoreOptions SpansGoEarly() => new() { Directory = Root, MaxAgeOf = new Dictionary<string, TimeSpan?> { [Fields.Events.Span] = TimeSpan.FromDays(3) } };

    public ValueTask<EmbeddedEventStore> OpenAsync(EmbeddedStoreOptions? options = null) =>
        EmbeddedEventStore.OpenAsync(options ?? Options(), Time, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    /// <summary>Appends events and writes them to segments.</summary>
    public static async Task AppendAsync(EmbeddedEventStore store, IEnumerable<SampleEvent> events)
    {
        await store.AppendAsync(Sample.Batch(events), TestContext.Current.CancellationToken);
        Assert.True(await store.FlushAsync());
    }

    /// <summary>Lets so many days after <see cref="Samples.Now"/> come, and the store remove what is too old then.</summary>
    public void After(EmbeddedEventStore store, int days)
    {
        Time.Now = Samples.Now.AddDays(days);
        store.Maintain();
    }

    /// <summary>Events of so many days after <see cref="Samples.Now"/>, a microsecond apart.</summary>
    public static IEnumerable<SampleEvent> At(double days, params SampleEvent[] events) =>
        events.Select((one, i) => one with { Micros = Samples.Micros(Samples.Now.AddDays(days)) + i });

    public string[] SegmentFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "segments"), "*.segment", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public string[] SummaryFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, "segments"), "*.summary", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public string[] LogFiles() => [.. Directory.EnumerateFiles(Path.Combine(Root, "wal"), "*.wal").Order(StringComparer.Ordinal)];

    /// <summary>Copies the directory as a crash would leave it, and opens the copy's files from then on by a fixture of its own.</summary>
    public StoreFixture CopyAsAfterACrash()
    {
        var copy = new StoreFixture();
        foreach (string path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(path) == "lock") continue;
            string target = Path.Combine(copy.Root, Path.GetRelativePath(Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
        return copy;
    }

    public void Dispose() => _scratch.Dispose();
}
