using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Children;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Status;
using Ashiato.Operator.Validation;

namespace Ashiato.Operator.Stores;

/// <summary>What an Elasticsearch object says about its store.</summary>
internal static class StoreStatus
{
    /// <summary>What a store says of itself, the best first.</summary>
    public static readonly string[] HealthWords = ["green", "yellow", "red"];

    /// <summary>Writes the status of a store that is as declared, or on its way there, if it changed.</summary>
    /// <returns>True when nothing is left to do.</returns>
    public static Task<bool> WriteAsync(OperatorParts parts, StackObject item, StoreFindings found, NodeChanges changes, CancellationToken cancel) =>
        WriteAsync(parts, item, found, [], changes, cancel);

    /// <summary>Writes the status of a store that cannot be as declared, if it changed.</summary>
    public static Task WriteInvalidAsync(OperatorParts parts, StackObject item, StoreSight seen, IReadOnlyList<Violation> violations, CancellationToken cancel) =>
        WriteAsync(parts, item, new StoreFindings(seen, null, PodsSeen.Nothing, null), violations, NodeChanges.None, cancel);

    private static async Task<bool> WriteAsync(OperatorParts parts, StackObject item, StoreFindings found, IReadOnlyList<Violation> violations, NodeChanges changes, CancellationToken cancel)
    {
        var (seen, certificates, pods, given) = found;
        bool isValid = violations.Count == 0, needsReplicas = StoreNodes.NeedsReplicas(item);
        bool isDone = isValid && found.Failure is null && !needsReplicas && !changes.IsChanging && seen.Available == item.Count && seen.Pods.Count == item.Count && seen.IsReachable;
        string version = RunningVersion.Of(item, seen.Pods);

        var conditions = new ConditionList(item.Source, parts.Time);
        var held = item.Groups.SelectMany(item.SuspendedOf).ToList();
        conditions.Set("Valid", isValid, isValid ? "Accepted" : violations[0].Reason, isValid ? IneffectiveFields.Sentence(item) : string.Join("; ", violations));
        conditions.Set("Ready", isDone, isDone ? "Ready" : held.Count > 0 ? "Suspended" : needsReplicas ? "ReplicatedStoreMissing" : isValid ? "NotReady" : "Invalid",
            held.Count > 0 ? PodTemplates.HeldSentence(held) : "");
        bool isStalled = false;
        if (isValid && !needsReplicas) isStalled = ProgressCondition.Set(parts, item, new Progress(!isDone, changes.IsReplacing, changes.Waits ?? changes.HeldBack?.Sentence), seen.Pods, conditions);
        else ProgressCondition.SetHalted(isValid ? "ReplicatedStoreMissing" : "Invalid", conditions);
        conditions.Set("ReconciliationComplete", isDone, isDone ? "Complete" : "InProgress");
        conditions.Set("ElasticsearchIsReachable", seen.IsReachable, seen.IsReachable ? "Answering" : "NotAnswering");
        conditions.Set("RunningDesiredVersion", version == item.Version, version == item.Version ? "Same" : "Differs", $"running {version}");
        conditions.Set("ResourcesAwareManagement", true, "Known");
        DegradedCondition.Set(parts, item, seen.Health, found.Failure, needsReplicas
            ? ("ReplicatedStoreMissing", $"{item.Count} nodes need the replicated store, which keeps its events in ClickHouse and is not part of this version; set the count to 1")
            : VolumeTrouble.Of(parts, item), conditions);
        CertificatesCondition.Set(certificates, conditions);
        ClientTrust.Set(parts, item, certificates, conditions);
        UsersCondition.Set(item, given, conditions);
        LoadBalancerCondition.Set(parts, item, conditions);
        CertificateServedCondition.Set(parts, item, pods, conditions);

        var status = new JsonObject
        {
            ["availableNodes"] = seen.Available,
            ["version"] = version,
            ["health"] = seen.Health,
            ["phase"] = Phase(item, isValid, isDone, isStalled),
            ["observedGeneration"] = found.Failure is null ? item.Source.Generation : item.Source.Number("status", "observedGeneration") ?? 0,
            ["conditions"] = conditions.ToJson(),
        };
        if (item.IsLegacy)
        {
            (status["clusterUUID"], status["service"], status["controllerVersion"]) = (item.Source.Uid, item.HttpService, typeof(StoreStatus).Assembly.GetName().Version?.ToString(3));
            status["masterNode"] = seen.Pods.FirstOrDefault(StoreObservation.IsReady)?.Name ?? "";
            status["zenDiscovery"] = new JsonObject();
        }
        else
        {
            status["inProgressOperations"] = Operations.Of(item, seen, changes, parts.Time.GetUtcNow());
        }
        Tell(parts, item, status.Text("phase")!, seen.Health);
        await parts.Status.WriteAsync(item, status, cancel);
        return isDone || needsReplicas;
    }

    /// <summary>The older form knows no word for what does not get on.</summary>
    private static string Phase(StackObject item, bool isValid, bool isDone, bool isStalled)
    {
        if (!isValid) return "Invalid";
        if (item.IsLegacy) return isDone ? "Operational" : "Pending";
        return isDone ? "Ready" : isStalled ? "Stalled" : "ApplyingChanges";
    }

    private static void Tell(OperatorParts parts, StackObject item, string phase, string health)
    {
        string? was = item.Source.Text("status", "phase"), felt = item.Source.Text("status", "health");
        if (was is not null && was != phase) parts.Events.Normal(item.Source, "StateChange", $"from {was} to {phase}");
        int before = Array.IndexOf(HealthWords, felt), now = Array.IndexOf(HealthWords, health);
        if (before >= 0 && now > before) parts.Events.Warning(item.Source, "Unhealthy", $"health went from {felt} to {health}");
    }
}
