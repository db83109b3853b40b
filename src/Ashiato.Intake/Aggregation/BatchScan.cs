using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ashiato.Intake.Elastic;
using Ashiato.Intake.Enrichment;
using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>Counts the events of one batch into a table.</summary>
/// <remarks>
/// Nearly all rows of a batch fall into groups that an earlier row of it fell into: a group is looked up by its key once per batch, and
/// found again by a number.
/// </remarks>
internal ref struct BatchScan : IDisposable
{
    private readonly EventBatch _batch;
    private readonly IntervalTable _table;
    private readonly MetricInterval _interval;
    private readonly Room _room;
    private readonly ByteBuffer _key;
    private readonly StringColumn? _outcomes;
    private readonly int _success;
    private readonly int _failure;
    private readonly BatchKeys _services;
    private readonly BatchKeys _transactions;
    private readonly BatchKeys _serviceTransactions;
    private readonly BatchKeys _destinations;
    private readonly List<IntervalTable.Place> _places;
    private ForwardColumn _outcomeOf;

    private BatchScan(EventBatch batch, IntervalTable table, MetricInterval interval, Room room)
    {
        _room = room;
        _key = room.Key;
        _places = room.Places;
        _batch = batch;
        _table = table;
        _interval = interval;
        _outcomes = batch.Find(Fields.EventOutcome) as StringColumn;
        _success = _outcomes?.Pool.IndexOf("success"u8) ?? -1;
        _failure = _outcomes?.Pool.IndexOf("failure"u8) ?? -1;
        _outcomeOf = new ForwardColumn(_outcomes);
        _services = new BatchKeys(batch, MetricDimensions.Service);
        _transactions = new BatchKeys(batch, MetricDimensions.Transaction);
        _serviceTransactions = new BatchKeys(batch, MetricDimensions.ServiceTransaction);
        _destinations = new BatchKeys(batch, MetricDimensions.Destination);
    }

    /// <summary>Counts a batch.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="table">Where they are counted.</param>
    /// <param name="interval">The interval of the table.</param>
    /// <param name="room">Room that batches use one after the other.</param>
    public static void Count(EventBatch batch, IntervalTable table, MetricInterval interval, Room room)
    {
        if (batch.Find(Fields.ServiceName) is null) return;
        using var scan = new BatchScan(batch, table, interval, room);
        scan.Count();
    }

    public readonly void Dispose()
    {
        _services.Dispose();
        _transactions.Dispose();
        _serviceTransactions.Dispose();
        _destinations.Dispose();
        _room.Clear();
    }

    private void Count()
    {
        var kinds = _batch.Find(Fields.ProcessorEvent) as StringColumn;
        int transaction = kinds?.Pool.IndexOf("transaction"u8) ?? -1, span = kinds?.Pool.IndexOf("span"u8) ?? -1;
        var kindOf = new ForwardColumn(kinds);
        var timeOf = new ForwardColumn(_batch.Find(Fields.Timestamp));
        var parentOf = new ForwardColumn(_batch.Find(Fields.ParentId));
        var droppedOf = new ForwardColumn(_batch.Find(Fields.TransactionDroppedSpansStats));
        var transactionWeight = new ForwardColumn(_batch.Find(Fields.TransactionRepresentativeCount));
        var transactionMicros = new ForwardColumn(_batch.Find(Fields.TransactionDurationUs));
        var spanWeight = new ForwardColumn(_batch.Find(Fields.SpanRepresentativeCount));
        var spanMicros = new ForwardColumn(_batch.Find(Fields.SpanDurationUs));
        var compositeCount = new ForwardColumn(_batch.Find(Fields.SpanCompositeCount));
        var compositeMicros = new ForwardColumn(_batch.Find(Fields.SpanCompositeSumUs));

        for (int row = 0; row < _batch.RowCount; row++)
        {
            int service = ServiceOf(row, _interval.StartOf((long)timeOf.Number(row, 0)));
            if (service < 0) continue;
            int kind = kindOf.Entry(row) is var at and >= 0 ? kinds!.Codes[at] : -1;
            if (kind < 0) continue;
            if (kind == transaction && transactionWeight.Number(row, 0) is var weight and > 0)
            {
                CountTransaction(row, service, (long)transactionMicros.Number(row, 0), weight, isRoot: parentOf.Entry(row) < 0);
                if (droppedOf.Entry(row) >= 0) CountDropped(row, service, weight);
            }
            else if (kind == span && spanWeight.Number(row, 0) is var spans and > 0)
            {
                double calls = compositeCount.Number(row, 0);
                double micros = calls > 0 ? compositeMicros.Number(row, 0) : spanMicros.Number(row, 0);
                CountSpan(row, service, spans * Math.Max(1, calls), spans * micros);
            }
        }
    }

    /// <summary>The number, in this batch, of a row's service in the interval of its time; −1 for an event without service.</summary>
    private readonly int ServiceOf(int row, long start)
    {
        // A time before all times would be before its own interval's start.
        start = Math.Max(start, 0);
        ulong number = _services.CanNumber ? _services.NumberOf(row) : (ulong)row;
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_room.ServiceNumbers, (start, number), out bool isKnown);
        if (isKnown) return known;
        if (_services.Text(0, row).IsEmpty) return known = -1;

        _key.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(_key.Reserve(sizeof(long)), start);
        _key.Advance(sizeof(long));
        for (int field = 0; field < LabelIndex; field++) KeyWriter.Add(_services.Text(field, row), _key);
        KeyWriter.Add(HasLabels(_services.Text(AgentIndex, row)) ? _services.Text(LabelIndex, row) : default, _key);
        known = _places.Count;
        _places.Add(_table.Find(_key.Written));
        return known;
    }

    private void CountTransaction(int row, int service, long micros, double weight, bool isRoot)
    {
        int outcome = _outcomeOf.Entry(row) is var at and >= 0 ? _outcomes!.Codes[at] : -1;
        bool isSuccess = outcome >= 0 && outcome == _success, isFailure = outcome >= 0 && outcome == _failure;

        // Whether it is a root is the lowest bit of the service's number.
        int place = (service << 1) | (isRoot ? 1 : 0);
        ref var group = ref Slot(_room.TransactionGroups, _transactions, place, row);
        if (group is null)
        {
            _key.Clear();
            _key.Add(isRoot ? (byte)1 : (byte)0);
            _transactions.AddTo(_key, row);
            group = _places[service].Transaction(_key.Written);
        }
        group.Add(micros, weight, isSuccess, isFailure);

        ref var whole = ref Slot(_room.ServiceTransactionGroups, _serviceTransactions, service, row);
        if (whole is null)
        {
            _key.Clear();
            _serviceTransactions.AddTo(_key, row);
            whole = _places[service].ServiceTransaction(_key.Written);
        }
        whole.Add(micros, weight, isSuccess, isFailure);
    }

    private readonly void CountSpan(int row, int service, double count, double micros)
    {
        // A target may have nothing but an empty type.
        if (!_destinations.Has(TargetTypeIndex, row) && _destinations.Text(TargetNameIndex, row).IsEmpty && _destinations.Text(ResourceIndex, row).IsEmpty) return;
        ref var group = ref Slot(_room.DestinationGroups, _destinations, service, row);
        if (group is null)
        {
            _key.Clear();
            _destinations.AddTo(_key, row);
            group = _places[service].Destination(_key.Written);
        }
        group.Add(count, micros);
    }

    private readonly void CountDropped(int row, int service, double weight)
    {
        foreach (var dropped in DroppedSpans.Read(_batch[row].Utf8(Fields.TransactionDroppedSpansStats)))
        {
            _key.Clear();
            // No name: an agent that drops spans counts those of one destination together.
            KeyWriter.Add(default, _key);
            KeyWriter.Add(dropped.Outcome, _key);
            KeyWriter.Add(dropped.TargetType, _key);
            KeyWriter.Add(dropped.TargetName, _key);
            KeyWriter.Add(dropped.Resource, _key);
            _places[service].Destination(_key.Written).Add(dropped.Count * weight, dropped.SumMicros * weight);
        }
    }

    /// <summary>Where the group of a row is remembered; one that nobody finds again when the batch has too many combinations to number.</summary>
    private static ref T? Slot<T>(Dictionary<(int, ulong), T> groups, BatchKeys keys, int place, int row) where T : class =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (place, keys.CanNumber ? keys.NumberOf(row) : (ulong)row), out _);

    private static bool HasLabels(ReadOnlySpan<byte> agent) => !BrowserAgents.Contains(agent) && !agent.SequenceEqual("android/java"u8);

    // Positions in MetricDimensions.Service and MetricDimensions.Destination.
    private const int AgentIndex = 3;
    private const int LabelIndex = 4;
    private const int TargetTypeIndex = 2;
    private const int TargetNameIndex = 3;
    private const int ResourceIndex = 4;

    /// <summary>What a batch needs while it is counted: made once, for most batches are small. Not thread-safe.</summary>
    public sealed class Room
    {
        public ByteBuffer Key { get; } = new();

        public List<IntervalTable.Place> Places { get; } = [];

        public Dictionary<(long, ulong), int> ServiceNumbers { get; } = [];

        public Dictionary<(int, ulong), TransactionValues> TransactionGroups { get; } = [];

        public Dictionary<(int, ulong), TransactionValues> ServiceTransactionGroups { get; } = [];

        public Dictionary<(int, ulong), DestinationValues> DestinationGroups { get; } = [];

        /// <summary>Lets go of the groups, which belong to an interval.</summary>
        public void Clear()
        {
            Key.Clear();
            Places.Clear();
            Clear(ServiceNumbers);
            Clear(TransactionGroups);
            Clear(ServiceTransactionGroups);
            Clear(DestinationGroups);
        }

        private static void Clear<TKey, TValue>(Dictionary<TKey, TValue> groups) where TKey : notnull
        {
            // Of an unusual batch.
            const int Kept = 4_096;
            groups.Clear();
            if (groups.Capacity > Kept) groups.TrimExcess();
        }
    }
}
