using Ashiato.Model;
using Ashiato.Storage;
using Microsoft.Extensions.Logging;

namespace Ashiato.Intake.Aggregation;

/// <summary>Appends the metrics of each interval to the store when it is over, and of all of them when the server stops.</summary>
/// <remarks>A batch that the store does not take is offered again under the same identity a minute later, so that it is kept once.</remarks>
internal sealed partial class MetricPublisher(Aggregator aggregator, IEventStore store, TimeProvider time, ILogger log)
{
    // About an hour of a store that is away, for a busy server.
    private const int MaxWaiting = 256;
    private static readonly TimeSpan s_lastChance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_offerAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Queue<EventBatch> _waiting = new();

    private long NowMicros => (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Publishes until cancelled, and then once more.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(UntilNext(), time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancel.IsCancellationRequested) await PublishAsync(aggregator.Take(NowMicros), cancel);
        }
        using var lastChance = new CancellationTokenSource(s_lastChance, time);
        await PublishAsync(aggregator.TakeAll(NowMicros), lastChance.Token);
    }

    private TimeSpan UntilNext()
    {
        long now = NowMicros;
        var next = TimeSpan.FromMicroseconds(aggregator.Shortest.StartOf(now) + aggregator.Shortest.Micros - now);
        return _waiting.Count > 0 && next > s_offerAgainAfter ? s_offerAgainAfter : next;
    }

    private async Task PublishAsync(IReadOnlyList<EventBatch> batches, CancellationToken cancel)
    {
        foreach (var batch in batches) _waiting.Enqueue(batch);
        try
        {
            while (_waiting.TryPeek(out var batch))
            {
                await store.AppendAsync(batch, cancel);
                _waiting.Dequeue();
            }
        }
        catch (Exception e)
        {
            LogNotTaken(e, _waiting.Count);
        }
        int lost = _waiting.Count - MaxWaiting;
        for (int i = 0; i < lost; i++) _waiting.Dequeue();
        if (lost > 0) LogLost(lost);
    }

    [LoggerMessage(EventId = 130, Level = LogLevel.Warning, Message = "The store did not take the metrics of an interval; {Batches} batches wait and are offered again with the next")]
    private partial void LogNotTaken(Exception cause, int batches);

    [LoggerMessage(EventId = 131, Level = LogLevel.Error, Message = "{Batches} batches of metrics are lost: the store has not taken any for too long")]
    private partial void LogLost(int batches);
}
