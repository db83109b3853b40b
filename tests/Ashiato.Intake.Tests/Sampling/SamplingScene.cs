using Ashiato.Intake.Sampling;
using Ashiato.Model;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>A store, a clock, and servers that sample into it.</summary>
public abstract class SamplingScene : IAsyncDisposable
{
    private protected static readonly SamplingPolicy s_all = new() { SampleRate = 1 };
    private protected static readonly SamplingPolicy s_none = new() { SampleRate = 0 };

    private protected readonly RecordingStore _store = new();
    private protected readonly SteppingTime _time = new();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _store.DisposeAsync();
    }

    private protected SamplingServer Server(params SamplingPolicy[] policies) => new(_store, _time, policies);

    /// <summary>The traces that are kept, with how many of their events.</summary>
    private protected Dictionary<EventId, int> Kept() =>
        _store.Events.Where(row => row.Has(Fields.TraceId)).GroupBy(row => row.Id(Fields.TraceId)).ToDictionary(trace => trace.Key, trace => trace.Count());
}
