using System.Runtime.CompilerServices;
using Ashiato.Query.Traces;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Arrivals;

/// <summary>What is coming in?</summary>
internal sealed class NewTracesQuestion(IEventStore store, TimeProvider time)
{
    /// <summary>As many a second as a person can notice; what is more is left out.</summary>
    public const int MostPerSecond = 10;

    public async IAsyncEnumerable<RecentTrace> AskAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var tail = store.TailAsync(RecentTracesQuestion.IsFirst, cancel).GetAsyncEnumerator(cancel);
        // Follow first and look at what is there then, so that nothing is missed between the two.
        var arrival = tail.MoveNextAsync().AsTask();
        foreach (var newest in await new RecentTracesQuestion(store).AskAsync(new Period(TimeRange.All), 1, cancel)) yield return newest;

        long secondBegan = time.GetTimestamp();
        int told = 0;
        while (await arrival)
        {
            foreach (var row in tail.Current.Rows)
            {
                if (time.GetElapsedTime(secondBegan) >= TimeSpan.FromSeconds(1)) (secondBegan, told) = (time.GetTimestamp(), 0);
                if (++told > MostPerSecond) break;
                yield return RecentTracesQuestion.ToTrace(row);
            }
            arrival = tail.MoveNextAsync().AsTask();
        }
    }
}
