using Ashiato.Intake.Elastic;
using Ashiato.Model;
using Ashiato.Storage.Sketches;

namespace Ashiato.Intake.Aggregation;

/// <summary>All metrics of one interval of processing. Not thread-safe.</summary>
internal sealed class IntervalTable(GroupLimits limits)
{
    private readonly Dictionary<byte[], ServiceMetrics> _services = new(Utf8Comparer.Instance);
    private readonly GroupBudget _transactions = new(limits.Transactions);
    private readonly GroupBudget _serviceTransactions = new(limits.ServiceTransactions);
    private readonly GroupBudget _destinations = new(limits.ServiceDestinations);
    private DistinctSketch? _others;

    /// <summary>The services by their keys: eight bytes of time (microseconds since the Unix epoch), then <see cref="KeyWriter"/> of <see cref="MetricDimensions.Service"/>.</summary>
    public IReadOnlyDictionary<byte[], ServiceMetrics> Services => _services;

    /// <summary>The services that did not find room.</summary>
    public ServiceMetrics? Other { get; private set; }

    /// <summary>About how many services <see cref="Other"/> stands for.</summary>
    public long OtherCount => _others is null ? 0 : (long)Math.Round(_others.Estimate());

    /// <summary>The place of a service, or of all others when there is no room for it.</summary>
    public Place Find(ReadOnlySpan<byte> key)
    {
        var services = _services.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (services.TryGetValue(key, out var known)) return new Place(this, known, 0);
        if (_services.Count < limits.Services)
        {
            known = new ServiceMetrics();
            services[key] = known;
            return new Place(this, known, 0);
        }
        ulong hash = XxHash64.Hash(key);
        (_others ??= new DistinctSketch()).Add(hash);
        // An odd number is never 0, which stands for a service with a place of its own.
        return new Place(this, Other ??= new ServiceMetrics(), hash | 1);
    }

    /// <summary>Where the events of a service are counted.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Metrics">The metrics.</param>
    /// <param name="OtherHash">0 for a service of its own; else what tells it apart among the others.</param>
    public readonly record struct Place(IntervalTable Table, ServiceMetrics Metrics, ulong OtherHash)
    {
        public TransactionValues Transaction(ReadOnlySpan<byte> key) => Metrics.Transactions.Find(key, Room(Table._transactions), OtherHash);

        public TransactionValues ServiceTransaction(ReadOnlySpan<byte> key) => Metrics.ServiceTransactions.Find(key, Room(Table._serviceTransactions), OtherHash);

        public DestinationValues Destination(ReadOnlySpan<byte> key) => Metrics.Destinations.Find(key, Room(Table._destinations), OtherHash);

        // The others have no groups: each of theirs is one more of the others.
        private GroupBudget? Room(GroupBudget budget) => OtherHash == 0 ? budget : null;
    }
}
