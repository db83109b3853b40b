using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Tests;

/// <summary>A store that answers with fewer groups at once than it would have to.</summary>
/// <param name="inner">What it has.</param>
/// <param name="mostGroups">The most groups of one answer.</param>
internal sealed class FewGroupsStore(IEventStore inner, int mostGroups) : IEventStore
{
    public ValueTask AppendAsync(EventBatch batch, CancellationToken cancel) => inner.AppendAsync(batch, cancel);

    public ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel) => inner.QueryAsync(query with { Limit = Math.Min(query.Limit, mostGroups) }, cancel);

    public ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel) => inner.QueryAsync(query, cancel);

    public ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel) => inner.GetFieldsAsync(time, filter, cancel);

    public IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel) => inner.TailAsync(filter, cancel);

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel) => inner.GetStatusAsync(cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
