using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ashiato.Intake.Sampling;

namespace Ashiato.Intake.Tests.Sampling;

/// <summary>The program's own numbers say of each trace once what became of it.</summary>
[Collection(Alone.Name)]
public sealed class TailSamplingMeterTests : SamplingScene
{
    private readonly ConcurrentDictionary<string, long> _counted = [];

    [Fact]
    public async Task A_trace_is_dropped_once_however_often_its_root_comes()
    {
        using var listener = Listen();
        await using var server = Server(new SamplingPolicy { SampleRate = 0, ServiceName = "health" }, s_all);

        await server.TakeAsync(TraceEvents.Batch(static builder =>
        {
            builder.Append(TraceEvents.Root(1, service: "health"));
            builder.Append(TraceEvents.Root(1, service: "health"));
        }), TraceEvents.Root(2, service: "health"));
        await server.TakeAsync(TraceEvents.Root(1, service: "health"));
        await server.DecideAsync();

        Assert.Equal(2, _counted["dropped traces"]);
        Assert.Equal(4, _counted["dropped events"]);
    }

    [Fact]
    public async Task A_trace_for_which_there_was_no_room_is_not_dropped_again_when_its_root_is_decided()
    {
        using var listener = Listen();
        await using var roomy = Server(s_all);
        await using var server = await SamplingServer.WithAsync(roomy, static options =>
            new TailSamplingOptions { Policies = options.Policies, Directory = Path.Combine(options.Directory, "bounded"), StorageLimitBytes = 4_096, DiscardsOnWriteFailure = true });
        await server.TakeAsync(TraceEvents.Root(1));

        await server.TakeAsync(TraceEvents.Spans(1, count: 1_000));
        await server.DecideAsync();

        Assert.Empty(Kept());
        Assert.Equal(1, _counted["dropped traces"]);
        Assert.Equal(1_001, _counted["dropped events"]);
    }

    [Fact]
    public async Task What_was_dropped_before_a_restart_is_not_counted_again()
    {
        using var listener = Listen();
        await using var server = Server(new SamplingPolicy { SampleRate = 0, ServiceName = "health" }, new SamplingPolicy { SampleRate = 0.5 });
        await server.TakeAsync([.. Enumerable.Range(0, 10).Select(static trace => TraceEvents.Root(trace)), TraceEvents.Root(77, service: "health"), TraceEvents.Spans(99)]);
        await server.DecideAsync();

        await server.RestartAsync();
        await server.DecideAsync();

        Assert.Equal((5, 6, 5, 6), (_counted["kept traces"], _counted["dropped traces"], _counted["kept events"], _counted["dropped events"]));
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => { if (instrument.Meter.Name == TailSamplingMeter.Name) listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (tags.Length > 0) _counted.AddOrUpdate($"{tags[0].Value} {instrument.Unit!.Trim('{', '}')}s", count, (_, before) => before + count);
        });
        listener.Start();
        return listener;
    }
}
