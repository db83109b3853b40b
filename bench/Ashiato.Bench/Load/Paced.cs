using System.Diagnostics;
using System.Net;

namespace Ashiato.Bench.Load;

/// <summary>Requests over a number of connections, each when it is due.</summary>
internal static class Paced
{
    /// <summary>Sends every request once, in order.</summary>
    /// <param name="events">How many events each request has.</param>
    /// <param name="connections">How many wait for an answer at the same time.</param>
    /// <param name="rate">
    /// Events per second; <see langword="null"/> to send each request when a connection is free. With a rate, an answer's latency
    /// counts from the moment when the request was due, so that a server that falls behind cannot hide it.
    /// </param>
    /// <param name="send">Sends the request of a number; gives the status (0 when there was no answer, 202 when it was taken), and how many events were acknowledged.</param>
    /// <param name="cancel">Ends the work.</param>
    public static async Task<SendResult> SendAsync(IReadOnlyList<int> events, int connections, double? rate, Func<int, Task<(HttpStatusCode Status, long Accepted)>> send, CancellationToken cancel)
    {
        var due = DueTimes(events, rate);
        var result = new SendResult(events.Count);
        int next = -1;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(WorkAsync, cancel)));
        result.Elapsed = Stopwatch.GetElapsedTime(began);
        return result;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var at && at < events.Count)
            {
                var from = Stopwatch.GetElapsedTime(began);
                if (due is not null)
                {
                    if (due[at] > from) await Task.Delay(due[at] - from, cancel);
                    from = due[at];
                }
                var (status, accepted) = await send(at);
                result.Add(at, status, accepted, Stopwatch.GetElapsedTime(began) - from);
            }
        }
    }

    private static TimeSpan[]? DueTimes(IReadOnlyList<int> events, double? rate)
    {
        if (rate is not { } perSecond) return null;
        var due = new TimeSpan[events.Count];
        long before = 0;
        for (int at = 0; at < due.Length; at++)
        {
            due[at] = TimeSpan.FromSeconds(before / perSecond);
            before += events[at];
        }
        return due;
    }
}
