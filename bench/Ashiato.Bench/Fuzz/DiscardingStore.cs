using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Fuzz;

/// <summary>A store that answers from what it was filled with, and only counts what comes afterwards: millions of requests must not fill it.</summary>
internal sealed class DiscardingStore : IEventStore
{
    private readonly MemoryEventStore _filled = new();
    private long _discarded;

    /// <summary>Events that came.</summary>
    public long DiscardedCount => Interlocked.Read(ref _discarded);

    /// <summary>Keeps events to be asked for.</summary>
    public ValueTask FillAsync(EventBatch batch, CancellationToken cancel) => _filled.AppendAsync(batch, cancel);

    /// <inheritdoc/>
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        Interlocked.Add(ref _discarded, batch.RowCount);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => _filled.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => _filled.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => _filled.QueryAsync(query, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => _filled.TailAsync(filter, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => _filled.GetFieldsAsync(time, filter, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => _filled.GetStatusAsync(cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _filled.DisposeAsync();
}
