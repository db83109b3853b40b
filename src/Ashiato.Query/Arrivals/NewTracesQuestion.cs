using System.Runtime.CompilerServices;
using Ashiato.Model;
using Ashiato.Query.Traces;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Arrivals;

/// <summary>What is coming in?</summary>
internal sealed class NewTracesQuestion(IEventStore store, TimeProvider time)
{
    /// <summary>As many a second as a person can notice; what is more is left out.</summary>
    public const int MostPerSecond = 10;

    /// <summary>How long a trace waits for the transaction that began it: the service that was called often reports first.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<RecentTrace> AskAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var tail = store.TailAsync(TransactionNumbers.IsTransaction, stop.Token).GetAsyncEnumerator(stop.Token);
        // Follow first and look at what is there then, so that nothing is missed between the two.
        var arrival = tail.MoveNextAsync().AsTask();
        try
        {
            foreach (var newest in await new RecentTracesQuestion(store).AskAsync(new Period(TimeRange.All), 1, cancel)) yield return newest;

            var arriving = new ArrivingTraces(time);
            var pace = new Pace(time);
            for (bool isOpen = true; isOpen;)
            {
                if (await IsHereAsync(arrival, arriving.NextDue, cancel) && (isOpen = await arrival))
                {
                    foreach (var row in tail.Current.Rows) arriving.Add(RecentTracesQuestion.ToTrace(row), row.Text(Fields.ParentId) is not null);
                    arrival = tail.MoveNextAsync().AsTask();
                }
                while (arriving.TryTake(out var trace))
                    if (pace.Allows()) yield return trace;
            }
        }
        finally
        {
            // A reader that goes away in between leaves a step of the tail behind, which must end before the tail does.
            await stop.CancelAsync();
            await ((Task)arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits for something to arrive, no longer than until a trace has waited long enough.</summary>
    private async ValueTask<bool> IsHereAsync(Task<bool> arrival, TimeSpan? wait, CancellationToken cancel)
    {
        if (wait is null || arrival.IsCompleted) return true;
        if (wait <= TimeSpan.Zero) return false;
        try
        {
            await arrival.WaitAsync(wait.Value, time, cancel);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>So many a second.</summary>
    private sealed class Pace(TimeProvider time)
    {
        private long _secondBegan = time.GetTimestamp();
        private int _told;

        public bool Allows()
        {
            if (time.GetElapsedTime(_secondBegan) >= TimeSpan.FromSeconds(1)) (_secondBegan, _told) = (time.GetTimestamp(), 0);
            return ++_told <= MostPerSecond;
        }
    }
}
