using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Children;

/// <summary>What all children have in common.</summary>
internal static class ChildDocuments
{
    /// <summary>An empty child with its name, labels and owner.</summary>
    public static JsonObject New(StackObject owner, ResourceType type, string name) => new()
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = owner.Namespace,
            ["labels"] = owner.IdentityLabels,
            ["ownerReferences"] = new JsonArray(owner.OwnerReference),
        },
    };

    /// <summary>A Secret of texts.</summary>
    public static JsonObject Secret(StackObject owner, string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        var document = New(owner, ResourceTypes.Secrets, name);
        document["type"] = "Opaque";
        document["data"] = Encode(values);
        return document;
    }

    /// <summary>Texts as a Secret keeps them.</summary>
    public static JsonObject Encode(IEnumerable<KeyValuePair<string, string>> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Value)))));

    /// <summary>A ConfigMap of texts.</summary>
    public static JsonObject ConfigMap(StackObject owner, string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        var document = New(owner, ResourceTypes.ConfigMaps, name);
        document["data"] = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));
        return document;
    }

    /// <summary>How many pods may be disturbed.</summary>
    public static JsonObject Budget(StackObject owner, string field, int value)
    {
        var document = New(owner, ResourceTypes.PodDisruptionBudgets, owner.Child("default"));
        var given = owner.Spec.ObjectAt("podDisruptionBudget");
        foreach (string part in (string[])["labels", "annotations"])
            foreach (var (name, text) in given?.ObjectAt("metadata", part) ?? [])
                if (!document.Metadata.Child(part).ContainsKey(name)) document.Metadata.Child(part)[name] = text?.DeepClone();
        document["spec"] = given?.ObjectAt("spec")?.DeepClone() ?? new JsonObject { [field] = value, ["selector"] = new JsonObject { ["matchLabels"] = owner.IdentityLabels } };
        return document;
    }
}
