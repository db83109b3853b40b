using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Patches;

/// <summary>A JSON patch: <c>test</c>, <c>add</c>, <c>replace</c> and <c>remove</c>. Source: RFC 6902.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            string[] path = [.. operation.Text("path")!.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
            JsonNode? parent = result;
            foreach (string part in path[..^1]) parent = Step(parent, part);
            Apply(parent ?? throw Unprocessable($"the path {operation.Text("path")} does not exist"), path[^1], operation);
        }
        return result;
    }

    private static void Apply(JsonNode parent, string name, JsonObject operation)
    {
        var value = operation["value"];
        switch (operation.Text("op"), parent)
        {
            case ("test", _):
                if (!JsonNode.DeepEquals(Step(parent, name), value)) throw Unprocessable($"testing path {operation.Text("path")} value failed");
                break;
            case ("add" or "replace", JsonObject map):
                map[name] = value?.DeepClone();
                break;
            case ("remove", JsonObject map):
                if (!map.Remove(name)) throw Unprocessable($"unable to remove nonexistent key: {name}");
                break;
            case ("add", JsonArray list) when name == "-":
                list.Add(value?.DeepClone());
                break;
            case ("add", JsonArray list):
                list.Insert(int.Parse(name, CultureInfo.InvariantCulture), value?.DeepClone());
                break;
            case ("replace", JsonArray list):
                list[int.Parse(name, CultureInfo.InvariantCulture)] = value?.DeepClone();
                break;
            case ("remove", JsonArray list):
                list.RemoveAt(int.Parse(name, CultureInfo.InvariantCulture));
                break;
            default:
                throw ApiError.NotImitated($"JSON patch operation {operation.Text("op")}");
        }
    }

    private static JsonNode? Step(JsonNode? node, string part) => node switch
    {
        JsonObject map => map[part],
        JsonArray list when int.TryParse(part, CultureInfo.InvariantCulture, out int index) && index < list.Count => list[index],
        _ => null,
    };

    private static ApiError Unprocessable(string message) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {message}");
}
