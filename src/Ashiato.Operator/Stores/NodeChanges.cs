using System.Text.Json.Nodes;

namespace Ashiato.Operator.Stores;

/// <summary>What is being changed about a store's nodes.</summary>
/// <param name="IsChanging">True while anything is.</param>
/// <param name="IsReplacing">True while there are pods of before.</param>
/// <param name="HeldBack">The pod that must not go yet; <see langword="null"/> for none.</param>
internal sealed record NodeChanges(bool IsChanging, bool IsReplacing = false, HeldBack? HeldBack = null)
{
    public static readonly NodeChanges None = new(false), Some = new(true);

    /// <summary>Those of two sets.</summary>
    public NodeChanges And(NodeChanges other) => new(IsChanging || other.IsChanging, IsReplacing || other.IsReplacing, HeldBack ?? other.HeldBack);

    /// <summary>As the status of Elasticsearch objects has it.</summary>
    public JsonObject ToJson() => new()
    {
        ["upscale"] = new JsonObject(),
        ["downscale"] = new JsonObject(),
        ["upgrade"] = HeldBack is { } held
            ? new JsonObject { ["nodes"] = new JsonArray(new JsonObject { ["name"] = held.Pod, ["status"] = "PENDING", ["message"] = held.Why, ["predicate"] = held.Predicate }) }
            : new JsonObject(),
    };
}
