namespace Ashiato.Doctor;

/// <summary>What became of events, by service. Thread-safe and bounded: services beyond <see cref="MaxServices"/> are counted together.</summary>
public sealed class LossLedger
{
    /// <summary>So many services are told apart.</summary>
    public const int MaxServices = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServiceLosses> _services = [];

    /// <summary>Adds counts of a service.</summary>
    public void Add(ServiceLosses losses)
    {
        lock (_gate)
        {
            bool hasRoom = _services.Count < MaxServices || _services.ContainsKey(losses.Service);
            var counted = hasRoom ? losses : losses with { Service = "" };
            _services[counted.Service] = _services.TryGetValue(counted.Service, out var before) ? before.Plus(counted) : counted;
        }
    }

    /// <summary>All services, by name.</summary>
    public IReadOnlyList<ServiceLosses> Read()
    {
        lock (_gate) return [.. _services.Values.OrderBy(losses => losses.Service, StringComparer.Ordinal)];
    }
}
