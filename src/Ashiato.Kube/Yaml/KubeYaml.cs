using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Ashiato.Kube.Yaml;

/// <summary>Manifests: YAML documents as the JSON that the API takes.</summary>
/// <remarks>Plain scalars become what YAML 1.1's core schema, as Kubernetes' tools read it, makes of them; quoted ones stay texts.</remarks>
public static class KubeYaml
{
    // Far more than any manifest has. Lists in lists end the process otherwise, and aliases of aliases its memory.
    private const int MostDepth = 100, MostNodes = 200_000;

    /// <summary>All documents; empty ones are left out.</summary>
    /// <exception cref="InvalidDataException">It is no YAML, a document is no mapping, or it is nested or repeated beyond measure.</exception>
    public static IReadOnlyList<JsonObject> ReadAll(string text)
    {
        var stream = new YamlStream();
        try
        {
            RequireShallow(text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"line {e.Start.Line}: this is not YAML: {e.Message}", e);
        }
        var documents = new List<JsonObject>();
        int nodes = 0;
        foreach (var document in stream.Documents)
        {
            var node = Convert(document.RootNode, ref nodes);
            if (node is null) continue;
            documents.Add(node as JsonObject ?? throw new InvalidDataException($"line {document.RootNode.Start.Line}: a manifest is a mapping of names to values."));
        }
        return documents;
    }

    /// <summary>Looks at the text step by step, which takes no stack, before it is read as a tree, which does.</summary>
    private static void RequireShallow(string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            // Stream and document are two steps of their own.
            if (depth > MostDepth + 2) throw new InvalidDataException($"line {parser.Current.Start.Line}: this is nested more than {MostDepth} times.");
        }
    }

    private static JsonNode? Convert(YamlNode node, ref int nodes)
    {
        if (++nodes > MostNodes) throw new InvalidDataException($"line {node.Start.Line}: there are more than {MostNodes} values, repeated ones included.");
        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    string name = (key as YamlScalarNode)?.Value ?? throw new InvalidDataException($"line {key.Start.Line}: a name is a plain value.");
                    members[name] = Convert(value, ref nodes);
                }
                return members;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                foreach (var value in sequence.Children) list.Add(Convert(value, ref nodes));
                return list;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                throw new InvalidDataException($"line {node.Start.Line}: a manifest holds mappings, lists and plain values.");
        }
    }

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
