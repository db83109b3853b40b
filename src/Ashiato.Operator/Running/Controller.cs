using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Work;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Status;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Running;

/// <summary>Works on the objects of one kind, several at a time, each by one worker at a time.</summary>
internal sealed partial class Controller(IReconciler reconciler, OperatorParts parts, ILogger log)
{
    private const int TellFrom = 3, DegradedFrom = 5;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2), s_resync = TimeSpan.FromHours(10);

    // Nobody tells when a fault has ended, and whoever has mended it watches. A round costs some requests; two hundred objects that fail make no load at this pace.
    private static readonly WorkQueueOptions s_backOff = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(30));
    private readonly WorkQueue<ObjectKey> _queue = new(s_backOff, parts.Time);
    private long _done, _failed;

    public IReconciler Reconciler => reconciler;

    public WorkQueue<ObjectKey> Queue => _queue;

    /// <summary>Work that went well, and work that failed, since the start.</summary>
    public (long Done, long Failed) Counts => (Interlocked.Read(ref _done), Interlocked.Read(ref _failed));

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        int workers = parts.Options.MaxConcurrentReconciles;
        LogStarting(reconciler.Kind.Controller, workers);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(cancel), CancellationToken.None)));
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var key = await _queue.TakeAsync(cancel);
                await ReconcileAsync(key, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_limit);
        try
        {
            var again = await reconciler.ReconcileAsync(key, limit.Token);
            Interlocked.Increment(ref _done);
            _queue.Done(key, again ?? s_resync);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _queue.Done(key);
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            // Somebody else wrote; what they wrote is about to be seen.
            _queue.Failed(key);
        }
        catch (KubeApiException e) when (e.IsNamespaceTerminating)
        {
            _queue.Done(key);
        }
#pragma warning disable CA1031 // A worker outlives whatever goes wrong with one object; it is told, and tried again later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(key, e, cancel);
        }
    }

    private async Task FailAsync(ObjectKey key, Exception e, CancellationToken cancel)
    {
        Interlocked.Increment(ref _failed);
        int failures = _queue.Failed(key, (e as KubeApiException)?.RetryAfter);
        LogFailed(reconciler.Kind.Controller, key.ToString(), failures, e.Message);
        // The third time, and whenever the number has doubled.
        bool isTold = failures >= TellFrom && System.Numerics.BitOperations.IsPow2(failures / TellFrom) && failures % TellFrom == 0;
        if (isTold && parts.View.Find(reconciler.Kind, key) is { } item) parts.Events.Warning(item.Source, DegradedCondition.ReconciliationError, e.Message);
        if (failures >= DegradedFrom && parts.View.Find(reconciler.Kind, key) is { } failing) await NoteAsync(failing, e.Message, cancel);
    }

    private async Task NoteAsync(StackObject item, string error, CancellationToken cancel)
    {
        try
        {
            await StatusNote.WriteAsync(parts, item, DegradedCondition.Type, true, DegradedCondition.ReconciliationError, error, cancel);
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            // What keeps the work from being done may keep this from being told; the log has it.
        }
    }

    [LoggerMessage(LogLevel.Information, "Starting workers")]
    private partial void LogStarting(string controller, int workerCount);

    [LoggerMessage(LogLevel.Error, "Reconciler error")]
    private partial void LogFailed(string controller, string request, int failures, string error);
}
