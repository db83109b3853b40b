using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Schemas;

/// <summary>Checks that a definition's schema is structural, and uses nothing that is not imitated.</summary>
internal static class StructuralSchema
{
    /// <summary>What is wrong with a definition; empty when nothing is.</summary>
    public static IReadOnlyList<(string Reason, string Field, string Message)> Check(JsonObject definition)
    {
        var causes = new List<(string, string, string)>();
        int index = 0;
        foreach (var version in definition.ObjectsAt("spec", "versions"))
        {
            string path = $"spec.versions[{index++}].schema.openAPIV3Schema";
            if (version.ObjectAt("schema", "openAPIV3Schema") is { } schema) Walk(schema, path, isLogical: false, causes);
            else causes.Add(("FieldValueRequired", path, "Required value: schemas are required"));
        }
        if (definition.Name != $"{definition.Text("spec", "names", "plural")}.{definition.Text("spec", "group")}")
            causes.Add(("FieldValueInvalid", "metadata.name", $"Invalid value: \"{definition.Name}\": must be spec.names.plural+\".\"+spec.group"));
        if (definition.ObjectsAt("spec", "versions").Count(version => version.Flag("storage") == true) != 1)
            causes.Add(("FieldValueInvalid", "spec.versions", "Invalid value: must have exactly one version marked as storage version"));
        return causes;
    }

    private static void Walk(JsonObject schema, string path, bool isLogical, List<(string, string, string)> causes)
    {
        if (schema.ContainsKey("x-kubernetes-validations")) throw ApiError.NotImitated($"{path}: x-kubernetes-validations");
        bool isTyped = schema.ContainsKey("type") || schema.Flag("x-kubernetes-int-or-string") == true || schema.Flag("x-kubernetes-preserve-unknown-fields") == true;
        if (!isLogical && !isTyped) causes.Add(("FieldValueRequired", path + ".type", "Required value: must not be empty for specified object fields"));
        if (isLogical && schema.ContainsKey("type")) causes.Add(("FieldValueForbidden", path + ".type", "Forbidden: must be empty to be structural"));
        foreach (var (name, field) in schema.ObjectAt("properties") ?? []) Walk((JsonObject)field!, $"{path}.properties[{name}]", isLogical, causes);
        if (schema.ObjectAt("items") is { } items) Walk(items, path + ".items", isLogical, causes);
        if (schema.ObjectAt("additionalProperties") is { } more) Walk(more, path + ".additionalProperties", isLogical, causes);
        foreach (string combination in (string[])["anyOf", "allOf", "oneOf"])
            foreach (var inner in schema.ObjectsAt(combination)) Walk(inner, $"{path}.{combination}", isLogical: true, causes);
    }
}
