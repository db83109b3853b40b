using System.Collections.Concurrent;
using Ashiato.Settings.Agents;

namespace Ashiato.Intake.Agents;

/// <summary>The services that sent events lately: those among them whose agents never ask for their configuration cannot be told anything. Thread-safe and bounded.</summary>
internal sealed class ReportingServices(TimeProvider time)
{
    private const int MaxServices = 1_000;

    private readonly ConcurrentDictionary<string, ReportingService> _services = new();
    private int _news;

    /// <summary>Events of a service were kept.</summary>
    /// <param name="service">Its name; empty for none.</param>
    /// <param name="agent">The name of its agent; <see langword="null"/> for none.</param>
    public void Saw(string service, string? agent)
    {
        if (service.Length == 0) return;
        var now = time.GetUtcNow();
        if (_services.TryGetValue(service, out var known))
        {
            // Many batches a second are one piece of news.
            if (now - known.SeenAt >= TimeSpan.FromSeconds(1)) _services[service] = new ReportingService(service, agent, now);
        }
        else if (_services.Count < MaxServices && _services.TryAdd(service, new ReportingService(service, agent, now)))
        {
            Volatile.Write(ref _news, 1);
        }
    }

    /// <summary>True when a service has come that was not there when this was last asked.</summary>
    public bool TakeNews() => Interlocked.Exchange(ref _news, 0) == 1;

    /// <summary>Those that sent events since a moment; the others are forgotten.</summary>
    public IReadOnlyList<ReportingService> Read(DateTimeOffset since)
    {
        foreach (var service in _services.Values)
            if (service.SeenAt < since) _services.TryRemove(KeyValuePair.Create(service.Service, service));
        return [.. _services.Values.OrderBy(service => service.Service, StringComparer.Ordinal)];
    }
}
