using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Stores;

/// <summary>Tells of states that no change of the object leads to: something happened to the cluster underneath, and somebody should look.</summary>
internal static class UnexpectedStates
{
    public static void Tell(OperatorParts parts, StackObject item)
    {
        foreach (var claim in parts.View.ChildrenOf(item, ResourceTypes.PersistentVolumeClaims).Where(claim => claim.Text("status", "phase") == "Lost"))
            parts.Events.Warning(item.Source, "Unexpected", $"claim {claim.Name} has lost its volume, and with it what the store kept there; bring the volume back, or delete the claim and restore a backup");
        foreach (var pod in parts.View.ChildrenOf(item, ResourceTypes.Pods).Where(pod => !pod.IsDeleting && pod.Text("status", "phase") is ("Failed" or "Unknown")))
            parts.Events.Warning(item.Source, "Unexpected", $"pod {pod.Name} is in phase {pod.Text("status", "phase")}{(pod.Text("status", "reason") is { } reason ? $" ({reason})" : "")}; see kubectl describe pod {pod.Name}");
    }
}
