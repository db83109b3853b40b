using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Whether something keeps an object from being as it is declared, though the work on it goes well.</summary>
internal static class DegradedCondition
{
    public const string Type = "Degraded";

    /// <summary>Sets it.</summary>
    /// <param name="parts">What was found on the way.</param>
    /// <param name="item">The object.</param>
    /// <param name="trouble">What is known besides: a reason and a sentence.</param>
    /// <param name="conditions">Where it goes.</param>
    public static void Set(OperatorParts parts, StackObject item, (string Reason, string Message)? trouble, ConditionList conditions)
    {
        if (trouble is null && parts.Children.ConflictsOf(item) is { Count: > 0 } taken)
            trouble = ("NameConflict", $"{string.Join(", ", taken)} exists and belongs to somebody else; rename or delete it");
        conditions.Set(Type, trouble is not null, trouble?.Reason ?? "AsExpected", trouble?.Message ?? "");
    }
}
