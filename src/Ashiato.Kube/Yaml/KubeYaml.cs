using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ashiato.Kube.Yaml;

/// <summary>Manifests: YAML documents as the JSON that the API takes.</summary>
/// <remarks>Plain scalars become what YAML 1.1's core schema, as Kubernetes' tools read it, makes of them; quoted ones stay texts.</remarks>
public static class KubeYaml
{
    /// <summary>All documents; empty ones are left out.</summary>
    /// <exception cref="InvalidDataException">It is no YAML, or a document is no mapping.</exception>
    public static IReadOnlyList<JsonObject> ReadAll(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"line {e.Start.Line}: this is not YAML: {e.Message}", e);
        }
        var documents = new List<JsonObject>();
        foreach (var document in stream.Documents)
        {
            var node = Convert(document.RootNode);
            if (node is null) continue;
            documents.Add(node as JsonObject ?? throw new InvalidDataException($"line {document.RootNode.Start.Line}: a manifest is a mapping of names to values."));
        }
        return documents;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new InvalidDataException($"line {node.Start.Line}: a manifest holds mappings, lists and plain values."),
    };

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(text);
        if (text is "" or "~" or "null" or "Null" or "NULL") return null;
        if (text is "true" or "True" or "TRUE") return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE") return JsonValue.Create(false);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) return JsonValue.Create(whole);
        bool isNumber = text[0] is '-' or '.' or (>= '0' and <= '9');
        if (isNumber && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)) return JsonValue.Create(real);
        return JsonValue.Create(text);
    }
}
