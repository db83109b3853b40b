using Ashiato.Storage.Queries;

namespace Ashiato.Storage;

/// <summary>What a store keeps and for how long, beyond what its options say. Stores that keep events themselves implement it beside <see cref="IEventStore"/>.</summary>
public interface IEventRetention
{
    /// <summary>Removes events for good: from files, logs and summaries. Events that arrive while it works may stay.</summary>
    /// <param name="filter">Which events, such as those of a service or of a trace.</param>
    /// <param name="cancel">Ends the work; what was removed by then stays removed.</param>
    /// <exception cref="QueryException">The filter cannot be used.</exception>
    ValueTask<DeletedEvents> DeleteAsync(Filter filter, CancellationToken cancel);

    /// <summary>Keeps a trace when the events around it are removed by age or size.</summary>
    /// <exception cref="QueryException">It is no id of a trace, or too many are pinned.</exception>
    ValueTask PinAsync(string traceId, CancellationToken cancel);

    /// <summary>Lets a trace go again.</summary>
    /// <returns><see langword="false"/> when it was not pinned.</returns>
    ValueTask<bool> UnpinAsync(string traceId, CancellationToken cancel);

    /// <summary>The ids of the traces that are pinned, oldest pin first.</summary>
    ValueTask<IReadOnlyList<string>> GetPinsAsync(CancellationToken cancel);

    /// <summary>What fills the store, of a minute ago at the oldest. All of its summaries are read for it.</summary>
    ValueTask<StoreUsage> GetUsageAsync(CancellationToken cancel);
}
