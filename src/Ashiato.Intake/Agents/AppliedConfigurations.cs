using Ashiato.Model;
using Ashiato.Settings;
using Ashiato.Settings.Agents;
using Ashiato.Storage;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.Agents;

/// <summary>Which agents have which configuration: kept for people in the settings, and as metrics among the events.</summary>
/// <remarks>Source of the metrics: the intake specification, section 9.5.</remarks>
internal sealed partial class AppliedConfigurations : IAsyncDisposable
{
    private const int MaxAgents = 10_000;
    private const int MaxTagLength = 64;

    /// <summary>How soon a change is told to people.</summary>
    private static readonly TimeSpan s_reportEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often it is told that nothing has changed, and how often metrics are written.</summary>
    private static readonly TimeSpan s_repeatEvery = TimeSpan.FromSeconds(30);

    private readonly AgentReports _reports;
    private readonly ReportingServices _services;
    private readonly IEventStore _store;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _server = Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly Lock _turn = new();
    private readonly Dictionary<AgentKey, (string? Tag, DateTimeOffset SeenAt)> _agents = [];
    private readonly HashSet<string> _applied = [];
    private bool _hasChanged;
    private bool _hasHeard;

    public AppliedConfigurations(ISettingsStore settings, IEventStore store, ReportingServices services, IntakeOptions options, TimeProvider time, ILogger log)
    {
        (_reports, _store, _services, _options, _time, _log) = (new AgentReports(settings, time), store, services, options, time, log);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>An agent has asked for its configuration.</summary>
    /// <param name="agent">Which one.</param>
    /// <param name="tag">The tag of the configuration that it has; empty for none.</param>
    public void Record(AgentKey agent, string tag)
    {
        // What an agent says of itself is as long as a request may be; no tag of ours is longer.
        agent = agent.Cut();
        string? shown = tag.Length == 0 ? null : AgentKey.Cut(tag, MaxTagLength);
        lock (_turn)
        {
            bool isKnown = _agents.TryGetValue(agent, out var before);
            if (!isKnown && _agents.Count >= MaxAgents) return;
            _agents[agent] = (shown, _time.GetUtcNow());
            _hasHeard = true;
            _hasChanged |= !isKnown || before.Tag != shown;
        }
    }

    /// <summary>An agent or a page has shown that it has the configuration that it should have.</summary>
    /// <param name="tag">The tag of it.</param>
    public void Apply(string tag)
    {
        lock (_turn)
        {
            if (_applied.Count < MaxAgents) _applied.Add(tag);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(s_reportEvery, _time);
        long repeatedAt = _time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancel))
        {
            bool repeats = _time.GetElapsedTime(repeatedAt) >= s_repeatEvery;
            if (repeats) repeatedAt = _time.GetTimestamp();
            try
            {
                if (repeats && TakeMetrics() is { } metrics) await _store.AppendAsync(metrics, cancel);
                if (TakeReport(repeats) is { } report) await _reports.WriteAsync(report, cancel);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The next round tells the same again, and more.
                lock (_turn) _hasChanged = true;
                LogNotReported(e.Message);
            }
        }
    }

    private AgentReport? TakeReport(bool repeats)
    {
        lock (_turn)
        {
            _hasChanged |= _services.TakeNews();
            var now = _time.GetUtcNow();
            var services = _services.Read(now - AgentReports.SilentAfter);
            if (!_hasChanged && !(repeats && (_hasHeard || services.Count > 0))) return null;
            foreach (var (agent, said) in _agents)
                if (now - said.SeenAt > AgentReports.SilentAfter) _agents.Remove(agent);
            _hasChanged = false;
            _hasHeard = false;
            return new AgentReport(_server, now,
                [.. _agents.Select(pair => new AgentState(pair.Key.Service, pair.Key.Environment, pair.Key.Address, pair.Key.Agent, pair.Value.Tag, pair.Value.SeenAt))],
                services);
        }
    }

    /// <summary>One event for each tag that agents have shown since the last time.</summary>
    private EventBatch? TakeMetrics()
    {
        string[] tags;
        lock (_turn)
        {
            if (_applied.Count == 0) return null;
            tags = [.. _applied];
            _applied.Clear();
        }
        var builder = new EventBatchBuilder();
        long nowMicros = (_time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        foreach (string tag in tags)
        {
            builder.Set(Fields.Timestamp, nowMicros);
            builder.Set(Fields.ProcessorEvent, Fields.Events.Metric);
            builder.Set(Fields.MetricsetName, "agent_config");
            builder.Set(Fields.Sample("agent_config_applied"), 1d);
            builder.Set(Fields.Label("etag"), tag);
            builder.Set(Fields.DataStreamType, "metrics");
            builder.Set(Fields.DataStreamDataset, "apm.internal");
            builder.Set(Fields.DataStreamNamespace, _options.Namespace);
            builder.Set(Fields.ObserverType, "apm-server");
            builder.Set(Fields.ObserverHostname, _options.HostName);
            builder.Set(Fields.ObserverVersion, _options.ServerVersion);
            builder.EndRow();
        }
        return builder.Build();
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Warning, Message = "Which agents have which configuration could not be written: {Reason}")]
    private partial void LogNotReported(string reason);
}
