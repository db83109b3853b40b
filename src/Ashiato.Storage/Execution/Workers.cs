using System.Runtime.ExceptionServices;

namespace Ashiato.Storage.Execution;

/// <summary>Divides the row groups of a query among threads.</summary>
/// <remarks>Which thread looks at which row group is settled beforehand, so that sums are added up in the same order every time.</remarks>
internal static class Workers
{
    /// <summary>Lets a collector look at all row groups, with others beside it when there are many rows. What they find ends in the first.</summary>
    /// <param name="first">The collector of the caller's thread.</param>
    /// <param name="another">Makes one more of the same query.</param>
    /// <param name="parts">The row groups, the most promising first.</param>
    /// <param name="limits">How many threads there may be.</param>
    /// <param name="cancel">Ends the work: each thread finishes no more than the row group that it looks at.</param>
    public static async ValueTask CollectAsync<T>(T first, Func<T> another, IReadOnlyList<QueryPart> parts, QueryLimits limits, CancellationToken cancel)
        where T : ICollector<T>
    {
        var collectors = new T[CountFor(parts, limits)];
        collectors[0] = first;
        for (int i = 1; i < collectors.Length; i++) collectors[i] = another();
        await RunAsync(collectors.Length, Collect, cancel).ConfigureAwait(false);
        foreach (var other in collectors.AsSpan(1)) first.Merge(other);

        void Collect(int worker, CancellationToken stop)
        {
            for (int at = worker; at < parts.Count; at += collectors.Length)
            {
                stop.ThrowIfCancellationRequested();
                collectors[worker].Add(parts[at]);
            }
        }
    }

    private static int CountFor(IReadOnlyList<QueryPart> parts, QueryLimits limits)
    {
        long rows = 0;
        foreach (var part in parts) rows += part.Group.RowCount;
        return (int)Math.Clamp(Math.Min(parts.Count, rows / limits.RowsAThread), 1, limits.Threads);
    }

    /// <summary>Runs several parts of a work at once. When one fails, the others stop, and so it ends.</summary>
    private static async ValueTask RunAsync(int count, Action<int, CancellationToken> work, CancellationToken cancel)
    {
        if (count == 1)
        {
            work(0, cancel);
            return;
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ExceptionDispatchInfo? failure = null;
        var others = new Task[count - 1];
        for (int i = 1; i < count; i++)
        {
            int worker = i;
            others[i - 1] = Task.Run(() => Attempt(worker), CancellationToken.None);
        }
        Attempt(0);
        await Task.WhenAll(others).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        failure?.Throw();

        void Attempt(int worker)
        {
            try
            {
                work(worker, stop.Token);
            }
            catch (Exception wrong)
            {
                // The others then end as cancelled, which is not what went wrong.
                if (Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(wrong), null) is null) stop.Cancel();
            }
        }
    }
}
