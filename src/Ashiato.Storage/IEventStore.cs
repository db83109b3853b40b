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

    /// <summary>Answers with the values of fields.</summary>
    /// <exception cref="QueryException">The query cannot be answered as it is; the message says why.</exception>
    ValueTask<ValueTable> QueryAsync(ValueQuery query, CancellationToken cancel);

    /// <summary>The fields that events have, by name: for completion, and for those who must know what there is to ask about.</summary>
    /// <remarks>
    /// Answered from what the store knows without reading, as far as that goes: counts may be too high, and a field that only very few of the
    /// matching events have may be missing, when the filter separates it from many others that have it. Without a filter all fields come back.
    /// A field's most frequent values are a <see cref="GroupQuery"/> by its value, with <see cref="Filter.TextLike"/> for what they begin with.
    /// </remarks>
    /// <param name="time">When the events happened.</param>
    /// <param name="filter">Which events; <see langword="null"/> for all.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="QueryException">The filter cannot be used; the message says why.</exception>
    ValueTask<IReadOnlyList<FieldCount>> GetFieldsAsync(TimeRange time, Filter? filter, CancellationToken cancel);

    /// <summary>Follows the store: events that match the filter, in batches, from now on, as they become visible.</summary>
    /// <remarks>A reader that is too slow loses the oldest batches rather than holding up the writers.</remarks>
    IAsyncEnumerable<EventBatch> TailAsync(Filter filter, CancellationToken cancel);

    /// <summary>How the store is.</summary>
    ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancel);

    /// <summary>True while it takes events: of <see cref="GetStatusAsync"/> what agents ask, for a store that knows this before it has looked at all that it keeps.</summary>
    async ValueTask<bool> IsWritableAsync(CancellationToken cancel) => (await GetStatusAsync(cancel).ConfigureAwait(false)).IsWritable;
}
