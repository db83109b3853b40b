using System.Diagnostics.Metrics;
using Ashiato.Agent.Central;
using Ashiato.Agent.Delivery;
using Ashiato.Agent.Settings;
using Ashiato.Agent.Telemetry;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;

namespace Ashiato.Agent;

/// <summary>The agent itself: begins to record when the application starts, and sends what is left when it stops.</summary>
internal sealed class AgentRuntime(AgentSettings settings, LiveRecording recording, LogForwarding logs, AgentLog log, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>A stop waits this long at most for what is still to be sent.</summary>
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly DeliveryJournal _journal = new(settings, log);
    private readonly Meter _ownMeter = new("Ashiato.Agent", AgentIdentity.Version);
    private ServerClient? _server;
    private Outbox? _outbox;
    private Breakdown? _breakdown;
    private TraceListener? _traces;
    private MeterProvider? _metrics;
    private MeterProvider? _breakdownMetrics;
    private Task _background = Task.CompletedTask;

    /// <summary>Spans that were never taken, since the start.</summary>
    public long Lost => _journal.Lost;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.IsEnabled) return Task.CompletedTask;
        try
        {
            Begin();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Better an application that nobody can follow than none.
            log.Complain($"The agent could not start and does nothing: {e.Message}");
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int millis = (int)s_stopWithin.TotalMilliseconds;
        await Task.Run(() =>
        {
            _traces?.Dispose();
            _outbox?.Stop(millis);
            _metrics?.Shutdown(millis / 3);
            _breakdownMetrics?.Shutdown(millis / 3);
        }, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        // Whoever stopped it has waited already.
        _outbox?.Stop((int)s_stopWithin.TotalMilliseconds);
        _outbox?.Dispose();
        _metrics?.Dispose();
        _breakdownMetrics?.Dispose();
        _breakdown?.Dispose();
        _server?.Dispose();
        _ownMeter.Dispose();
        _stopping.Dispose();
    }

    private void Begin()
    {
        foreach (string complaint in settings.Complaints) log.Complain(complaint);
        Data.CommandSpan.CapturesParameters = settings.CapturesParameters;
        _server = new ServerClient(settings, log);
        var resource = TelemetryResource.Of(settings);

        var sender = new SpanSender(_server, new DeliveryHandler(settings, _server, _journal, isToldLater: true));
        _outbox = new Outbox(sender, resource.Build().Attributes, settings, _journal, time);
        if (settings.BreaksDown) _breakdown = new Breakdown();
        _traces = new TraceListener([.. Sources.Known, .. settings.Sources], recording, _breakdown, _outbox);

        if (settings.MetricsInterval > TimeSpan.Zero) _metrics = Metrics(resource);
        // Added up by whoever asks, so each interval is told by itself.
        if (settings.BreaksDown) _breakdownMetrics = Metrics(resource, MetricReaderTemporalityPreference.Delta, Breakdown.MeterName);
        if (settings.SendLogs < Microsoft.Extensions.Logging.LogLevel.None) logs.Begin(Logs(resource), settings.SendLogs);

#if !NET9_0_OR_GREATER
        Calls.HttpCallDetails.Begin();
        RuntimeMetrics.Begin();
#endif
        var check = new StartupCheck(settings, _server, _journal, log, time);
        var poll = new ConfigurationPoll(settings, _server, recording, log);
        _background = Task.Run(async () =>
        {
            await check.RunAsync(_stopping.Token).ConfigureAwait(false);
            if (settings.AsksForConfiguration) await poll.RunAsync(_stopping.Token).ConfigureAwait(false);
        }, CancellationToken.None);
    }

    private MeterProvider Metrics(OpenTelemetry.Resources.ResourceBuilder resource)
    {
        _ownMeter.CreateObservableCounter("ashiato.agent.lost_spans", () => _journal.Lost, "{span}", "Spans that ended and were never taken by a server.");
        return Metrics(resource, MetricReaderTemporalityPreference.Cumulative, ["System.Runtime", "Ashiato.Agent", "Ashiato.Agent.Runtime", .. settings.Meters]);
    }

    private MeterProvider Metrics(OpenTelemetry.Resources.ResourceBuilder resource, MetricReaderTemporalityPreference temporality, params string[] meters)
    {
        var exporter = new OtlpMetricExporter(Options("v1/metrics", new DeliveryHandler(settings, _server!, _journal)));
        var builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meters);
        var disabled = WildcardPattern.All(settings.DisabledMetrics);
        if (disabled.Length > 0) builder.AddView(instrument => WildcardPattern.AnyMatches(disabled, instrument.Name) ? MetricStreamConfiguration.Drop : null);
        return builder.AddReader(new PeriodicExportingMetricReader(exporter, (int)settings.MetricsInterval.TotalMilliseconds, (int)settings.ServerTimeout.TotalMilliseconds) { TemporalityPreference = temporality }).Build();
    }

    private OpenTelemetryLoggerOptions Logs(OpenTelemetry.Resources.ResourceBuilder resource)
    {
        var exporter = new OtlpLogExporter(Options("v1/logs", new DeliveryHandler(settings, _server!, _journal)));
        var options = new OpenTelemetryLoggerOptions { IncludeFormattedMessage = true, IncludeScopes = false };
        return options.SetResourceBuilder(resource).AddProcessor(new BatchLogRecordExportProcessor(exporter, settings.MaxQueueSize, (int)settings.FlushInterval.TotalMilliseconds, maxExportBatchSize: Math.Min(settings.MaxQueueSize, 512)));
    }

    private OtlpExporterOptions Options(string path, DeliveryHandler handler) => new()
    {
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Endpoint = _server!.UrlOf("/" + path),
        TimeoutMilliseconds = (int)settings.ServerTimeout.TotalMilliseconds,
        HttpClientFactory = () => _server!.ForEvents(handler),
    };
}
