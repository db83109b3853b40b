using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Tests;

/// <summary>A store that is another one, but for what a test changes.</summary>
/// <param name="inner">The other one.</param>
internal abstract class StoreOver(IEventStore inner) : IEventStore
{
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => inner.AppendAsync(batch, cancel);

    public virtual ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public virtual ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => inner.GetFieldsAsync(time, filter, cancel);

    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => inner.TailAsync(filter, cancel);

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => inner.GetStatusAsync(cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
