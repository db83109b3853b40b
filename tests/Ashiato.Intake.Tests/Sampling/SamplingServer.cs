using Ashiato.Intake.Sampling;
using Ashiato.Model;
using Ashiato.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>A sampler with a directory of its own, that can be stopped and started again.</summary>
internal sealed class SamplingServer : IAsyncDisposable
{
    private readonly IEventStore _store;
    private readonly SteppingTime _time;
    private readonly Func<string, FileStream>? _openDecisions;

    public SamplingServer(IEventStore store, SteppingTime time, params SamplingPolicy[] policies)
        : this(store, time, null, policies)
    {
    }

    /// <param name="store">Where events are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="openDecisions">Opens the file of decisions.</param>
    /// <param name="policies">What is kept.</param>
    public SamplingServer(IEventStore store, SteppingTime time, Func<string, FileStream>? openDecisions, SamplingPolicy[] policies)
    {
        _openDecisions = openDecisions;
        _store = store;
        _time = time;
        Options = new TailSamplingOptions { Policies = policies, Directory = Directory.CreateTempSubdirectory("ashiato-sampling-").FullName };
        Sampler = Start();
    }

    public TailSamplingOptions Options { get; }

    public TailSampler Sampler { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Events that were not kept, by service.</summary>
    public SortedDictionary<string, int> LeftOut { get; } = [];

    public long EventBytes => new DirectoryInfo(Options.Directory).EnumerateFiles("*.events").Sum(file => file.Length);

    public string DecisionsPath => Path.Combine(Options.Directory, "decisions.jsonl");

    public async Task TakeAsync(params EventBatch[] batches)
    {
        foreach (var batch in batches) await Sampler.AppendAsync(batch, Cancel);
    }

    public Task DecideAsync() => Sampler.DecideAsync(Cancel);

    /// <summary>Ends as a kill does: nothing is written that was not written before.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await Sampler.DisposeAsync();
        meanwhile?.Invoke();
        Sampler = Start();
    }

    /// <summary>The same directory with other options.</summary>
    public static async Task<SamplingServer> WithAsync(SamplingServer server, Func<TailSamplingOptions, TailSamplingOptions> change)
    {
        await server.Sampler.DisposeAsync();
        return new SamplingServer(server._store, server._time, change(server.Options));
    }

    public async ValueTask DisposeAsync()
    {
        await Sampler.DisposeAsync();
        Directory.Delete(Options.Directory, recursive: true);
    }

    private SamplingServer(IEventStore store, SteppingTime time, TailSamplingOptions options)
    {
        _store = store;
        _time = time;
        Options = options;
        Sampler = Start();
    }

    private TailSampler Start() =>
        new(Options, _store, new SharedDecisions(_store, new IntakeOptions { HostName = "test" }, _time), _time, NullLogger.Instance, new Random(20260301),
            (service, events) => LeftOut[service] = LeftOut.GetValueOrDefault(service) + events, _openDecisions);
}
