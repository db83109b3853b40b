using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Status;

/// <summary>The conditions of an object; the time of a transition changes only with the status.</summary>
internal sealed class ConditionList(JsonObject source, TimeProvider time)
{
    private readonly SortedDictionary<string, JsonObject> _conditions = new(StringComparer.Ordinal);

    /// <summary>Says whether something holds.</summary>
    /// <param name="type">The condition.</param>
    /// <param name="holds"><see langword="null"/> when it is not known.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">A sentence.</param>
    public void Set(string type, bool? holds, string reason, string message = "")
    {
        string status = holds switch { true => "True", false => "False", null => "Unknown" };
        var known = source.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
        _conditions[type] = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["lastTransitionTime"] = known?.Text("status") == status ? known.Text("lastTransitionTime") : KubeTime.Seconds(time.GetUtcNow()),
            ["observedGeneration"] = source.Generation,
        };
    }

    /// <summary>Leaves a condition as it is, if there is one.</summary>
    public void Keep(string type)
    {
        if (source.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type) is { } known) _conditions[type] = known;
    }

    public JsonArray ToJson() => new([.. _conditions.Values.Select(condition => condition.DeepClone())]);
}
