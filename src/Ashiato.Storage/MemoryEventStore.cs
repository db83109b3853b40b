using Ashiato.Model;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage;

/// <summary>Keeps events in memory only: for tests and tools. What was appended is gone when the store is.</summary>
public sealed class MemoryEventStore : IEventStore
{
    private readonly Lock _appending = new();
    private readonly HashSet<BatchId> _seen = [];
    private readonly TailHub _tail = new();
    // Replaced, never changed: a query works on the array that it found.
    private volatile MemoryRowGroup[] _groups = [];

    /// <inheritdoc/>
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_appending)
        {
            if (!_seen.Add(batch.Id) || batch.RowCount == 0) return default;
            _groups = [.. _groups, new MemoryRowGroup(batch, _groups.Length)];
            _tail.Publish(batch);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => QueryExecutor.RowsAsync(_groups, query, QueryLimits.Default, cancel);

    /// <inheritdoc/>
    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => QueryExecutor.GroupsAsync(_groups, query, QueryLimits.Default, cancel);

    /// <inheritdoc/>
    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => QueryExecutor.ValuesAsync(_groups, query, QueryLimits.Default, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) =>
        QueryExecutor.FieldsAsync(_groups, time, filter, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => _tail.ReadAsync(filter, cancel);

    /// <inheritdoc/>
    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel)
    {
        var groups = _groups.Where(static group => group.Time != default).ToArray();
        return ValueTask.FromResult(new StoreStatus
        {
            IsWritable = true,
            EventCount = _groups.Sum(static group => (long)group.RowCount),
            SizeBytes = 0,
            OldestMicros = groups.Length == 0 ? null : groups.Min(static group => group.Time.FromMicros),
            NewestMicros = groups.Length == 0 ? null : groups.Max(static group => group.Time.ToMicros) - 1,
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _tail.Complete();
        return default;
    }
}
