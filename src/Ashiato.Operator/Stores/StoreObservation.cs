using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Stores;

/// <summary>How a store is, seen from outside.</summary>
/// <param name="Pods">Its pods.</param>
/// <param name="Available">How many of them are ready.</param>
/// <param name="Health">What it says itself; <c>unknown</c> before it was ever heard.</param>
internal sealed record StoreSight(IReadOnlyList<JsonObject> Pods, int Available, string Health)
{
    public bool IsReachable => Health is not "unknown" and not "red";
}

/// <summary>Looks at the pods of stores, and asks the stores for their health.</summary>
internal sealed class StoreObservation(OperatorParts parts)
{
    private static readonly TimeSpan s_silenceUntilRed = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (string Health, DateTimeOffset At)> _heard = new();

    /// <summary>True when a pod serves.</summary>
    public static bool IsReady(JsonObject pod) => !pod.IsDeleting && HasCondition(pod, "Ready") && HasCondition(pod, "ContainersReady");

    /// <param name="item">The store.</param>
    /// <param name="authority">Who signed its certificate, in PEM; <see langword="null"/> without TLS.</param>
    /// <param name="token">What it asks callers for; <see langword="null"/> asks nothing.</param>
    /// <param name="cancel">Ends the questions.</param>
    public async Task<StoreSight> LookAsync(StackObject item, string? authority, string? token, CancellationToken cancel)
    {
        var pods = parts.View.ChildrenOf(item, ResourceTypes.Pods).ToList();
        int available = pods.Count(IsReady);
        var now = parts.Time.GetUtcNow();
        if (token is not null && pods.Find(IsReady)?.Text("status", "podIP") is { } address && await parts.Probe.AskAsync(item, address, authority, token, cancel) is { } health)
            _heard[item.Source.Uid] = (health, now);
        // An operator that has just started goes on from what the one before said, until it has heard the store itself or has listened for long enough.
        if (Array.IndexOf(StoreStatus.HealthWords, item.Source.Text("status", "health")) >= 0) _heard.TryAdd(item.Source.Uid, (item.Source.Text("status", "health")!, now));
        if (!_heard.TryGetValue(item.Source.Uid, out var heard)) return new StoreSight(pods, available, "unknown");
        bool isSilent = available == 0 || now - heard.At > s_silenceUntilRed;
        return new StoreSight(pods, available, isSilent ? "red" : heard.Health);
    }

    private static bool HasCondition(JsonObject pod, string type) =>
        pod.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
}
