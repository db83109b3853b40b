using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Validation;

/// <summary>The fields that objects may have, as the definitions of <c>deploy/all-in-one.yaml</c> say.</summary>
/// <remarks>
/// A server that does not check fields strictly drops those that it does not know, without a word. What <c>kubectl apply</c> was given is still to be read in its annotation, and so a typo can be named.
/// </remarks>
internal static class KnownFields
{
    private const int Most = 20;
    private const string Manifest = "all-in-one.yaml";
    private static readonly Lazy<IReadOnlyDictionary<string, JsonObject>> s_schemas = new(Read);

    /// <summary>The fields of the spec that was applied last which no definition has, as paths.</summary>
    public static IReadOnlyList<string> Unknown(StackObject item)
    {
        var found = new List<string>();
        if (item.Source.Annotation(Names.LastApplied) is not { } applied || !s_schemas.Value.TryGetValue(item.Kind.Type.Kind, out var schema)) return found;
        try
        {
            if ((JsonNode.Parse(applied) as JsonObject)?.ObjectAt("spec") is { } spec) Collect(spec, schema, "spec", found);
        }
        catch (JsonException)
        {
            // Somebody else's annotation; nothing follows from it.
        }
        return found;
    }

    private static void Collect(JsonNode? value, JsonObject schema, string path, List<string> found)
    {
        if (schema.Flag("x-kubernetes-preserve-unknown-fields") == true) return;
        if (value is JsonArray list && schema.ObjectAt("items") is { } items)
        {
            for (int i = 0; i < list.Count; i++) Collect(list[i], items, $"{path}[{i}]", found);
        }
        if (value is not JsonObject map || schema.ObjectAt("properties") is not { } properties) return;
        foreach (var (name, inner) in map)
        {
            if (found.Count >= Most) return;
            if (properties.ObjectAt(name) is { } known) Collect(inner, known, $"{path}.{name}", found);
            else found.Add($"{path}.{name}");
        }
    }

    private static Dictionary<string, JsonObject> Read()
    {
        using var stream = typeof(KnownFields).Assembly.GetManifestResourceStream(Manifest)!;
        using var reader = new StreamReader(stream);
        var schemas = new Dictionary<string, JsonObject>();
        foreach (var definition in KubeYaml.ReadAll(reader.ReadToEnd()).Where(item => item.Text("kind") == "CustomResourceDefinition"))
        {
            if (definition.ObjectsAt("spec", "versions").FirstOrDefault()?.ObjectAt("schema", "openAPIV3Schema", "properties", "spec") is { } spec) schemas[definition.Text("spec", "names", "kind")!] = spec;
        }
        return schemas;
    }
}
