using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage;

/// <summary>Keeps events and answers questions about them. The waist of Ashiato: everything else only meets here.</summary>
/// <remarks>
/// Implementations: the embedded store, the remote store (another Ashiato), ClickHouse. Each passes <c>EventStoreContract</c>.
/// All members may be called at the same time from any thread.
/// </remarks>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>Appends a batch. When the task ends, its events are durable and every later query sees them.</summary>
    /// <remarks>A batch whose <see cref="EventBatch.Id"/> was appended before is acknowledged and kept once.</remarks>
    /// <exception cref="StoreBusyException">The store cannot take more at the moment; nothing of the batch was kept. Try again later.</exception>
    ValueTask AppendAsync(EventBatch batch, CancellationToken cancel);

    /// <summary>Answers with rows.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is; the message says why.</exception>
    ValueTask<RowPage> QueryAsync(RowQuery query, CancellationToken cancel);

    /// <summary>Answers with groups.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is; the message says why.</exception>
    ValueTask<GroupTable> QueryAsync(GroupQuery query, CancellationToken cancel);

    /// <summary>Follows the store: events that match the filter, in batches, from now on, as they become visible.</summary>
    /// <remarks>A reader that is too slow loses the oldest batches rather than holding up the writers.</remarks>
    IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel);

    /// <summary>How the store is.</summary>
    ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel);
}
