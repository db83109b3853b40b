using System.Globalization;
using Ashiato.Doctor;

namespace Ashiato.Intake.Visits;

/// <summary>Notices services that report and sample nothing. Thread-safe and bounded.</summary>
/// <remarks>Agents send unsampled transactions to servers before 8.0 only; to others they send metrics, and nothing else.</remarks>
internal sealed class SamplingWatch
{
    /// <summary>Before that it may be chance.</summary>
    internal const int EnoughUnsampled = 10;

    /// <summary>Before that the first request may still come: agents send metrics every half minute.</summary>
    internal const int EnoughMetrics = 3;

    private const int MaxServices = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _services = [];

    /// <summary>Looks at what a service sent.</summary>
    /// <returns>What is remarkable about it, or <see langword="null"/>.</returns>
    public string? Notice(ServiceLook look)
    {
        lock (_gate)
        {
            if (!_services.TryGetValue(look.Service, out var seen))
            {
                if (_services.Count >= MaxServices) return null;
                _services[look.Service] = seen = new Seen();
            }
            bool isSampled = look.Transactions > look.UnsampledTransactions || look.Events > look.Metrics + look.Transactions;
            if (isSampled) (seen.HasSampled, seen.Unsampled, seen.Metrics) = (true, 0, 0);
            seen.Unsampled += look.UnsampledTransactions;
            if (look.Metrics == look.Events) seen.Metrics++;
            if (seen.Unsampled >= EnoughUnsampled) return string.Create(CultureInfo.InvariantCulture, $"{seen.Unsampled} transactions, none of them sampled");
            // A collector or a service that sends nothing but metrics by design is no agent.
            bool isAgent = ClientKinds.OfAgent(look.Agent) != ClientKind.Unknown;
            return isAgent && !seen.HasSampled && seen.Metrics >= EnoughMetrics
                ? string.Create(CultureInfo.InvariantCulture, $"{seen.Metrics} reports of metrics, no transaction") : null;
        }
    }

    private sealed class Seen
    {
        public bool HasSampled { get; set; }

        public int Unsampled { get; set; }

        public int Metrics { get; set; }
    }
}
