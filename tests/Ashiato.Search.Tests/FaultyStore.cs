using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Tests;

/// <summary>A store with a fault that nobody foresaw: it fails at questions for a number of rows.</summary>
/// <param name="inner">What it has.</param>
/// <param name="faultyLimit">The number of rows.</param>
internal sealed class FaultyStore(IEventStore inner, int faultyLimit) : IEventStore
{
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => inner.AppendAsync(batch, cancel);

    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) =>
        query.Limit == faultyLimit ? throw new NotSupportedException("Nobody foresaw this.") : inner.QueryAsync(query, cancel);

    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => inner.GetFieldsAsync(time, filter, cancel);

    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => inner.TailAsync(filter, cancel);

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => inner.GetStatusAsync(cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
