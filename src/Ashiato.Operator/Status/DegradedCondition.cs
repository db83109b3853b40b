using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Whether something keeps an object from being as it is declared, though the work on it goes well.</summary>
internal static class DegradedCondition
{
    public const string Type = "Degraded";

    /// <summary>The reason of work that fails again and again.</summary>
    public const string ReconciliationError = "ReconciliationError";

    private const string Unhealthy = "Unhealthy";

    /// <summary>Sets it.</summary>
    /// <param name="parts">What was found on the way.</param>
    /// <param name="item">The object.</param>
    /// <param name="health">How it is now.</param>
    /// <param name="failure">What the API server refused in this round; <see langword="null"/> for nothing.</param>
    /// <param name="trouble">What is known besides: a reason and a sentence.</param>
    /// <param name="conditions">Where it goes.</param>
    public static void Set(OperatorParts parts, StackObject item, string health, string? failure, (string Reason, string Message)? trouble, ConditionList conditions)
    {
        if (trouble is null && parts.Children.ConflictsOf(item) is { Count: > 0 } taken)
            trouble = ("NameConflict", $"{string.Join(", ", taken)} exists and belongs to somebody else; rename or delete it");
        // Said once the work has failed often, until it goes well.
        if (trouble is null && failure is not null && WasSaid(item, ReconciliationError)) trouble = (ReconciliationError, failure);
        if (trouble is null && HasGotWorse(item, health)) trouble = (Unhealthy, $"health was green and is {health}");
        conditions.Set(Type, trouble is not null, trouble?.Reason ?? "AsExpected", trouble?.Message ?? "");
    }

    /// <summary>True from when health is no longer green, unless pods are replaced on purpose, until it is green again.</summary>
    private static bool HasGotWorse(StackObject item, string health)
    {
        if (health is not ("yellow" or "red") || ProgressCondition.WasUpgrading(item)) return false;
        return item.Source.Text("status", "health") == "green"
            || WasSaid(item, Unhealthy);
    }

    private static bool WasSaid(StackObject item, string reason) => item.Source.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == Type && condition.Text("status") == "True" && condition.Text("reason") == reason);
}
