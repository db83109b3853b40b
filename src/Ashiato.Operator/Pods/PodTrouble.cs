using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Pods;

/// <summary>Why pods are not ready, as far as the cluster says.</summary>
internal static class PodTrouble
{
    // What every pod goes through.
    private static readonly string[] s_usual = ["ContainerCreating", "PodInitializing"];

    /// <summary>A sentence about the first pod with trouble; empty when none is known.</summary>
    public static string Of(IEnumerable<JsonObject> pods) =>
        pods.Where(pod => !pod.IsDeleting && !StoreObservation.IsReady(pod)).OrderBy(pod => pod.Name, StringComparer.Ordinal).Select(Of).FirstOrDefault(trouble => trouble is not null) ?? "";

    private static string? Of(JsonObject pod)
    {
        var place = pod.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False");
        if (place is not null) return $"pod {pod.Name} has no node: {place.Text("message") ?? place.Text("reason")}";
        foreach (var container in pod.ObjectsAt("status", "initContainerStatuses").Concat(pod.ObjectsAt("status", "containerStatuses")))
        {
            // The reason only: its message changes with each try.
            if (container.Text("state", "waiting", "reason") is { } reason && !s_usual.Contains(reason)) return $"container {container.Text("name")} of pod {pod.Name} does not start: {reason}";
        }
        return null;
    }
}
