using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Validation;

/// <summary>How a template of claims may change: its storage may grow, and nothing else.</summary>
internal static class ClaimChange
{
    private static readonly string[] s_storage = ["spec", "resources", "requests", "storage"];

    /// <summary>Above 0 when storage grows, below 0 when it shrinks; <see langword="null"/> when one of them says no amount.</summary>
    public static int? Compare(JsonObject before, JsonObject after) =>
        Quantity.TryParse(before.Text(s_storage), out var had) && Quantity.TryParse(after.Text(s_storage), out var wants) ? wants.Value.CompareTo(had.Value) : null;

    /// <summary>What is wrong with less storage.</summary>
    public static Violation Decrease(string field, JsonObject before, JsonObject after) =>
        new("StorageDecrease", field, "FieldValueForbidden", $"storage cannot shrink from {before.Text(s_storage)} to {after.Text(s_storage)}");

    /// <summary>What is wrong with any other change.</summary>
    public static Violation Immutable(string field, string claim) => new("PvcImmutable", field, "FieldValueForbidden", $"of claim \"{claim}\" only the storage may change, and only grow");

    /// <summary>What is wrong with taking one away.</summary>
    public static Violation Gone(string field, string claim) => new("PvcImmutable", field, "FieldValueForbidden", $"a claim cannot be taken away; without \"{claim}\" it is a new store");

    /// <summary>The spec of a template, less its storage.</summary>
    public static JsonObject WithoutStorage(JsonObject claim)
    {
        var copy = claim["spec"]?.DeepClone() as JsonObject ?? [];
        copy.ObjectAt("resources", "requests")?.Remove("storage");
        return copy;
    }
}
