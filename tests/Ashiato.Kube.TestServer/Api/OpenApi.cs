using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>As much of the API's description as <c>kubectl apply</c> and <c>kubectl explain</c> ask for.</summary>
internal sealed class OpenApi(ResourceRegistry registry)
{
    /// <summary>Where the description of each group version is.</summary>
    public JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (string root in registry.All.Select(Root).Distinct())
            paths[root[1..]] = new JsonObject { ["serverRelativeURL"] = string.Create(CultureInfo.InvariantCulture, $"/openapi/v3{root}?hash={Describe(root).ToJsonString().GetHashCode(StringComparison.Ordinal):x8}") };
        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The description of a group version, such as <c>/apis/apps/v1</c>.</summary>
    public JsonObject Describe(string root)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (var resource in registry.All.Where(resource => Root(resource) == root))
        {
            var kind = new JsonObject { ["group"] = resource.Type.Group, ["version"] = resource.Type.Version, ["kind"] = resource.Type.Kind };
            string path = $"{root}/{(resource.Type.IsNamespaced ? "namespaces/{namespace}/" : "")}{resource.Type.Plural}/{{name}}";
            paths[path] = new JsonObject
            {
                ["get"] = new JsonObject { ["x-kubernetes-action"] = "get", ["x-kubernetes-group-version-kind"] = kind.DeepClone() },
                ["patch"] = new JsonObject
                {
                    ["x-kubernetes-action"] = "patch",
                    ["x-kubernetes-group-version-kind"] = kind.DeepClone(),
                    ["parameters"] = new JsonArray(new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
                },
            };
            if (resource.Custom is not { } custom) continue;
            var schema = (JsonObject)custom.Schema.DeepClone();
            schema["x-kubernetes-group-version-kind"] = new JsonArray(kind);
            var properties = schema.Child("properties");
            properties["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "The group and version of the resource." };
            properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = "The kind of the resource." };
            properties["metadata"] = new JsonObject { ["type"] = "object", ["description"] = "Standard object's metadata." };
            schemas[$"{string.Join('.', resource.Type.Group.Split('.').Reverse())}.{resource.Type.Version}.{resource.Type.Kind}"] = schema;
        }
        return new JsonObject { ["openapi"] = "3.0.0", ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.32.4" }, ["paths"] = paths, ["components"] = new JsonObject { ["schemas"] = schemas } };
    }

    private static string Root(ResourceInfo resource) => resource.Type.Group.Length == 0 ? $"/api/{resource.Type.Version}" : $"/apis/{resource.Type.ApiVersion}";
}
