using System.Diagnostics.Metrics;

namespace Ashiato.Intake.Sampling;

/// <summary>What became of traces and events, as numbers of the program itself.</summary>
internal sealed class TailSamplingMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Ashiato.Intake.TailSampling";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _traces;
    private readonly Counter<long> _events;

    public TailSamplingMeter(Func<long> spoolBytes)
    {
        _traces = _meter.CreateCounter<long>("ashiato.sampling.traces", "{trace}", "Traces by what was decided: kept, dropped, or expired without a decision");
        _events = _meter.CreateCounter<long>("ashiato.sampling.events", "{event}", "Events by what became of them: kept, dropped, held, or passed for want of room");
        _meter.CreateObservableGauge("ashiato.sampling.storage", spoolBytes, "By", "What waiting events take on disk");
    }

    public void CountTraces(string decision, long count)
    {
        if (count > 0) _traces.Add(count, new KeyValuePair<string, object?>("decision", decision));
    }

    public void CountEvents(string fate, long count)
    {
        if (count > 0) _events.Add(count, new KeyValuePair<string, object?>("fate", fate));
    }

    public void Dispose() => _meter.Dispose();
}
