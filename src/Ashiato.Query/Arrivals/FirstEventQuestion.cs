using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Arrivals;

/// <summary>Is there anything yet?</summary>
internal sealed class FirstEventQuestion(IEventStore store, TimeProvider time)
{
    public async Task<bool> AskAsync(TimeSpan patience, CancellationToken cancel)
    {
        if (await HasEventsAsync(cancel)) return true;
        if (patience <= TimeSpan.Zero) return false;

        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        await using var tail = store.TailAsync(Filter.Everything, either.Token).GetAsyncEnumerator(either.Token);
        // Follow first and look again then, so that an event between the two is not missed.
        var arrival = tail.MoveNextAsync().AsTask();
        bool hasEvents = await HasEventsAsync(cancel);
        if (hasEvents) await either.CancelAsync();
        try
        {
            return await arrival || hasEvents;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return hasEvents || await HasEventsAsync(cancel);
        }
    }

    private async ValueTask<bool> HasEventsAsync(CancellationToken cancel) => (await store.GetStatusAsync(cancel)).EventCount > 0;
}
