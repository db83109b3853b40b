using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Microsoft.Extensions.Logging;

namespace Ashiato.Kube.Election;

/// <summary>Makes one of several processes the leader, by a Lease that it renews.</summary>
/// <remarks>
/// Two machines' clocks are never compared: a lease is free when it was seen unchanged here for its whole duration.
/// Source: Kubernetes documentation, "Leases".
/// </remarks>
public sealed partial class LeaderElection(IKubeClient client, LeaderElectionOptions options, ILogger log, TimeProvider time)
{
    private string _seenVersion = "";
    private long _seenAt;
    private JsonObject? _lease;

    /// <summary>Waits for leadership, leads, and returns when the work ended or leadership was lost.</summary>
    /// <param name="lead">The work; its token ends when leadership does. The process should end then rather than pause: a late write of an old leader is worse than a restart.</param>
    /// <param name="cancel">Ends the wait or the work; the lease is given back.</param>
    /// <returns>True when leadership was lost, false when the work ended or was cancelled.</returns>
    public async Task<bool> RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancel)
    {
        LogStanding(options.Identity);
        while (!await TryAcquireAsync(cancel))
        {
            await Task.Delay(options.RetryPeriod, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return false;
        }
        LogLeading(options.Identity);

        using var lost = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, lost.Token);
        var work = lead(end.Token);
        await KeepAsync(work, lost, cancel);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!lost.IsCancellationRequested) await ReleaseAsync();
        if (work.IsFaulted) await work;
        return lost.IsCancellationRequested;
    }

    private async Task KeepAsync(Task work, CancellationTokenSource lost, CancellationToken cancel)
    {
        long renewed = time.GetTimestamp();
        while (!work.IsCompleted && !cancel.IsCancellationRequested)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(work, Task.Delay(options.RetryPeriod, time, pause.Token));
            await pause.CancelAsync();
            if (work.IsCompleted || cancel.IsCancellationRequested) return;

            if (await TryAcquireAsync(cancel).ConfigureAwait(false)) renewed = time.GetTimestamp();
            else if (IsTaken || time.GetElapsedTime(renewed) >= options.RenewDeadline)
            {
                LogLost(options.Identity);
                await lost.CancelAsync();
                return;
            }
        }
    }

    /// <summary>True when the Lease names somebody else.</summary>
    private bool IsTaken => _lease?.Text("spec", "holderIdentity") is { Length: > 0 } holder && holder != options.Identity;

    /// <summary>Takes or renews the lease.</summary>
    /// <returns>False when another holds it, or the server could not be asked.</returns>
    private async Task<bool> TryAcquireAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.RenewDeadline);
        try
        {
            var known = await ReadAsync(limit.Token);
            if (known is null)
            {
                _lease = await client.CreateAsync(ResourceTypes.Leases, Lease(null), limit.Token);
                return true;
            }
            if (!IsFree(known)) return false;
            _lease = await client.ReplaceAsync(ResourceTypes.Leases, Lease(known), limit.Token);
            return true;
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            return false;
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            LogTrouble(e.Message);
            return false;
        }
    }

    private async Task<JsonObject?> ReadAsync(CancellationToken cancel)
    {
        var found = await client.FindAsync(ResourceTypes.Leases, new ObjectKey(options.Namespace, options.Name), cancel);
        if (found is not null) _lease = found;
        return found;
    }

    private bool IsFree(JsonObject lease)
    {
        if (lease.ResourceVersion != _seenVersion) (_seenVersion, _seenAt) = (lease.ResourceVersion, time.GetTimestamp());
        if (lease.Text("spec", "holderIdentity") is not { Length: > 0 } holder || holder == options.Identity) return true;
        var duration = TimeSpan.FromSeconds(lease.Number("spec", "leaseDurationSeconds") ?? (long)options.LeaseDuration.TotalSeconds);
        return time.GetElapsedTime(_seenAt) >= duration;
    }

    private JsonObject Lease(JsonObject? known)
    {
        bool isMine = known?.Text("spec", "holderIdentity") == options.Identity;
        string now = KubeTime.Micros(time.GetUtcNow());
        var metadata = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace };
        if (known is not null) metadata["resourceVersion"] = known.ResourceVersion;
        return new JsonObject
        {
            ["apiVersion"] = ResourceTypes.Leases.ApiVersion,
            ["kind"] = ResourceTypes.Leases.Kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = options.Identity,
                ["leaseDurationSeconds"] = Math.Max(1, (int)options.LeaseDuration.TotalSeconds),
                ["acquireTime"] = isMine ? known!.Text("spec", "acquireTime") : now,
                ["renewTime"] = now,
                ["leaseTransitions"] = (known?.Number("spec", "leaseTransitions") ?? 0) + (known is null || isMine ? 0 : 1),
            },
        };
    }

    /// <summary>Gives the lease back, so that the next one need not wait for its end.</summary>
    private async Task ReleaseAsync()
    {
        if (_lease is null || IsTaken) return;
        using var limit = new CancellationTokenSource(options.RetryPeriod);
        var free = Lease(_lease);
        free.Child("spec")["holderIdentity"] = "";
        free.Child("spec")["leaseDurationSeconds"] = 1;
        try
        {
            await client.ReplaceAsync(ResourceTypes.Leases, free, limit.Token);
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            LogTrouble(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Identity} stands for election")]
    private partial void LogStanding(string identity);

    [LoggerMessage(LogLevel.Information, "{Identity} leads")]
    private partial void LogLeading(string identity);

    [LoggerMessage(LogLevel.Error, "{Identity} could not keep its leadership")]
    private partial void LogLost(string identity);

    [LoggerMessage(LogLevel.Warning, "The lease could not be read or renewed: {Reason}")]
    private partial void LogTrouble(string reason);
}
