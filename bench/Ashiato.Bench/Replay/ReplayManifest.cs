using System.Text.Json.Nodes;

namespace Ashiato.Bench.Replay;

/// <summary>Reads a manifest: <c>{"entries": [{"name", "input", "path", "golden", …}]}</c>, with file names relative to it.</summary>
internal static class ReplayManifest
{
    public static IReadOnlyList<ReplayPair> Read(string path)
    {
        if (!File.Exists(path)) throw new BenchException($"There is no manifest at '{path}'.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. JsonNode.Parse(File.ReadAllText(path))!["entries"]!.AsArray().Select(entry => ReadOne(entry!.AsObject(), folder))];
    }

    private static ReplayPair ReadOne(JsonObject entry, string folder)
    {
        bool isAnswer = (string?)entry["kind"] == "response";
        var golden = entry["golden"]!.AsArray().Select(file => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, (string)file!)))!).ToList();
        return new ReplayPair
        {
            Name = (string)entry["name"]!,
            Input = Path.Combine(folder, (string)entry["input"]!),
            InputJson = (string?)entry["input_json"] is { } json ? Path.Combine(folder, json) : null,
            Path = (string)entry["path"]!,
            ContentType = (string?)entry["content_type"] ?? "application/x-ndjson",
            Headers = entry["headers"]?.AsObject().ToDictionary(static header => header.Key, static header => (string)header.Value!) ?? [],
            IsAuthorized = (bool?)entry["auth"] ?? true,
            Dynamic = [.. entry["dynamic"]?.AsArray().Select(static name => (string)name!) ?? []],
            Documents = isAnswer ? [] : [.. golden.SelectMany(DocumentsOf)],
            Answer = isAnswer ? golden[0].AsObject() : null,
            SourceMap = entry["sourcemap"] is { } map ? new Dictionary<string, string>
            {
                ["service_name"] = (string)map["service"]!,
                ["service_version"] = (string)map["version"]!,
                ["bundle_filepath"] = (string)map["bundle"]!,
                ["sourcemap"] = Path.Combine(folder, (string)map["path"]!),
            } : null,
            Status = (int?)entry["status"],
        };
    }

    private static IEnumerable<JsonObject> DocumentsOf(JsonNode golden) =>
        (golden as JsonArray ?? golden["events"] as JsonArray ?? golden["hits"]?["hits"] as JsonArray ?? throw new BenchException("A file of expected documents holds neither a list nor hits."))
            .Select(static one => (one!["fields"] ?? one).AsObject());
}
