using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Status;

/// <summary>Says one thing in an object's status and leaves the rest as it is: for those whose status is not made anew.</summary>
internal static class StatusNote
{
    /// <summary>Writes one condition if it differs.</summary>
    public static async Task WriteAsync(OperatorParts parts, StackObject item, string type, bool holds, string reason, string message, CancellationToken cancel)
    {
        var conditions = new ConditionList(item.Source, parts.Time);
        conditions.Set(type, holds, reason, message);
        var status = item.Source.ObjectAt("status")?.DeepClone() as JsonObject ?? [];
        // Whoever lists objects sees these, also of one that was never worked on.
        status["version"] ??= item.Version;
        status["availableNodes"] ??= 0;
        var others = status.ObjectsAt("conditions").Where(condition => condition.Text("type") != type).Select(condition => condition.DeepClone()).ToList();
        status["conditions"] = new JsonArray([.. others.Concat(conditions.ToJson().Select(condition => condition?.DeepClone())).OrderBy(condition => (condition as JsonObject)?.Text("type"), StringComparer.Ordinal)]);
        await parts.Status.WriteAsync(item, status, cancel);
    }
}
