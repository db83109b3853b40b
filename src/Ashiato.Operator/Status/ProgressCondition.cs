using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>How far a change has come.</summary>
/// <param name="IsUnderWay">True while pods are not as declared.</param>
/// <param name="IsReplacing">True while there are pods of before beside those that are as declared.</param>
/// <param name="Waits">What the change waits for on purpose; <see langword="null"/> for nothing.</param>
internal sealed record Progress(bool IsUnderWay, bool IsReplacing, string? Waits);

/// <summary>Whether a change is being rolled out, and the events at its end, while it waits, and when it does not get on.</summary>
internal static class ProgressCondition
{
    private const string Type = "Progressing", Upgrading = "Upgrading";
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    /// <summary>True while pods of an object are replaced on purpose, as it was said last.</summary>
    public static bool WasUpgrading(StackObject item) => Known(item)?.Text("reason") == Upgrading;

    /// <summary>Says how far it is.</summary>
    /// <returns>True when it does not get on.</returns>
    public static bool Set(OperatorParts parts, StackObject item, Progress progress, IReadOnlyList<JsonObject> pods, ConditionList conditions)
    {
        var known = Known(item);
        bool wasUpgrading = WasUpgrading(item);
        bool isLong = KubeTime.TryParse(known?.Text("lastTransitionTime"), out var since) && parts.Time.GetUtcNow() - since > s_long;
        if (progress.Waits is { } waits)
        {
            conditions.Set(Type, true, "Delayed", waits);
            parts.Events.Normal(item.Source, "Delayed", waits);
            return progress.IsUnderWay && isLong;
        }
        if (!progress.IsUnderWay)
        {
            conditions.Set(Type, false, "Complete");
            if (wasUpgrading) parts.Events.Normal(item.Source, "Upgraded", $"all pods are as declared, of version {item.Version}");
            return false;
        }
        string trouble = PodTrouble.Of(pods);
        // Between the end of one pod and the start of the next there is none of before.
        conditions.Set(Type, true, progress.IsReplacing || wasUpgrading ? Upgrading : "InProgress", trouble);
        bool isStalled = isLong && known?.Text("reason") != "Delayed";
        if (isStalled) parts.Events.Warning(item.Source, "Stalled", $"no end for 10 minutes{(trouble.Length == 0 ? "; see kubectl describe pod" : $": {trouble}")}");
        return isStalled;
    }

    private static JsonObject? Known(StackObject item) => item.Source.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == Type && condition.Text("status") == "True");

    /// <summary>Says that nothing is being changed, because nothing can be.</summary>
    public static void SetHalted(string reason, ConditionList conditions) => conditions.Set(Type, false, reason);
}
