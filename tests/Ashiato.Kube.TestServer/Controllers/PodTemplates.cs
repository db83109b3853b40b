using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Pods as their templates describe them.</summary>
internal static class PodTemplates
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A short text that differs when templates differ.</summary>
    public static string HashOf(JsonObject template)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(template.ToJsonString()));
        return string.Concat(digest.Take(10).Select(part => Alphabet[part % Alphabet.Length]));
    }

    /// <summary>Five characters at random, as names of pods end.</summary>
    public static string RandomSuffix() => RandomNumberGenerator.GetString(Alphabet, 5);

    /// <summary>A pod of a template.</summary>
    public static JsonObject Pod(JsonObject owner, JsonObject template, string name, Action<JsonObject> label)
    {
        var metadata = template.ObjectAt("metadata")?.DeepClone() as JsonObject ?? [];
        metadata["name"] = name;
        metadata["namespace"] = owner.Namespace;
        metadata["ownerReferences"] = ClusterObjects.OwnedBy(owner);
        label(metadata.Child("labels"));
        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template["spec"]!.DeepClone() };
    }
}
