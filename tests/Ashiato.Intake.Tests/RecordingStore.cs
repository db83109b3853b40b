using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Intake.Tests;

/// <summary>A store that shows what it was given, and can be told to refuse.</summary>
internal sealed class RecordingStore : IEventStore
{
    private readonly MemoryEventStore _memory = new();
    private readonly Channel<EventBatch> _arrivals = Channel.CreateUnbounded<EventBatch>();
    private readonly Channel<EventBatch> _refusals = Channel.CreateUnbounded<EventBatch>();
    private readonly ConcurrentQueue<EventBatch> _batches = [];
    private int _appends;

    /// <summary>From which append on the store says that it is busy.</summary>
    public int BusyFrom { get; init; } = int.MaxValue;

    /// <summary>The one append that the store refuses, counted from 1.</summary>
    public int RefusesOnly { get; init; }

    /// <summary>How many appends the store refuses before it takes any.</summary>
    public int RefusesFirst { get; init; }

    /// <summary>What the question for its state fails with.</summary>
    public Exception? StatusFault { get; init; }

    /// <summary>False to count events and forget them.</summary>
    public bool KeepsEvents { get; init; } = true;

    /// <summary>What every append waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public long EventCount => Interlocked.Read(ref _eventCount);

    private long _eventCount;

    /// <summary>The batches, as they arrive.</summary>
    public ChannelReader<EventBatch> Arrivals => _arrivals.Reader;

    /// <summary>The batches that were refused, as they are.</summary>
    public ChannelReader<EventBatch> Refusals => _refusals.Reader;

    public IReadOnlyList<EventRow> Events => [.. _batches.SelectMany(batch => batch.Rows)];

    public async ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        await Gate;
        int append = Interlocked.Increment(ref _appends);
        if (append >= BusyFrom || append <= RefusesFirst || append == RefusesOnly)
        {
            _refusals.Writer.TryWrite(batch);
            throw new StoreBusyException("The test says so.");
        }
        Interlocked.Add(ref _eventCount, batch.RowCount);
        if (!KeepsEvents) return;
        await _memory.AppendAsync(batch, cancel);
        _batches.Enqueue(batch);
        _arrivals.Writer.TryWrite(batch);
    }

    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => _memory.QueryAsync(query, cancel);

    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => _memory.QueryAsync(query, cancel);

    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => _memory.QueryAsync(query, cancel);

    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => _memory.GetFieldsAsync(time, filter, cancel);

    public async IAsyncEnumerable<EventBatch> TailAsync(Filter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var batch in _memory.TailAsync(filter, cancel)) yield return batch;
    }

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => StatusFault is null ? _memory.GetStatusAsync(cancel) : throw StatusFault;

    public ValueTask DisposeAsync() => _memory.DisposeAsync();
}
