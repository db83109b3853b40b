using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Stores;

/// <summary>Whether a volume that shall be larger cannot be.</summary>
internal static class VolumeTrouble
{
    // Source: Kubernetes API reference, PersistentVolumeClaimStatus.
    private static readonly string[] s_states = ["ControllerResizeFailed", "ControllerResizeInfeasible", "NodeResizeFailed", "NodeResizeInfeasible"];
    private static readonly string[] s_conditions = ["ControllerResizeError", "NodeResizeError"];

    /// <summary>The reason and sentence of the condition; <see langword="null"/> while all volumes grow as they shall.</summary>
    public static (string Reason, string Message)? Of(OperatorParts parts, StackObject item)
    {
        foreach (var claim in parts.View.ChildrenOf(item, ResourceTypes.PersistentVolumeClaims).OrderBy(claim => claim.Name, StringComparer.Ordinal))
        {
            var told = claim.ObjectsAt("status", "conditions").FirstOrDefault(condition => s_conditions.Contains(condition.Text("type")) && condition.Text("status") == "True");
            string? state = claim.Text("status", "allocatedResourceStatuses", "storage");
            if (told is not null || s_states.Contains(state))
                return ("VolumeExpansionFailed", $"claim {claim.Name} does not grow: {told?.Text("message") ?? state}; see kubectl describe pvc {claim.Name}");
        }
        return null;
    }
}
