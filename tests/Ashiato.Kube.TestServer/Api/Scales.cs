using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>The document that <c>kubectl scale</c> reads and writes instead of the object.</summary>
internal static class Scales
{
    public static JsonObject Of(ResourceInfo resource, JsonObject item)
    {
        var paths = resource.Scale ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        var status = new JsonObject { ["replicas"] = JsonPaths.Find(item, paths.StatusReplicas).AsNumber() ?? 0 };
        if (paths.Selector is { } selector && JsonPaths.Find(item, selector) is { } text) status["selector"] = text.DeepClone();
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject { ["name"] = item.Name, ["namespace"] = item.Namespace, ["uid"] = item.Uid, ["resourceVersion"] = item.ResourceVersion },
            ["spec"] = new JsonObject { ["replicas"] = JsonPaths.Find(item, paths.SpecReplicas).AsNumber() ?? 0 },
            ["status"] = status,
        };
    }

    public static JsonObject Set(ResourceInfo resource, JsonObject item, JsonObject scale)
    {
        var paths = resource.Scale ?? throw new ApiError(404, "NotFound", "the server could not find the requested resource");
        JsonPaths.Set(item, paths.SpecReplicas, scale.Number("spec", "replicas") ?? throw ApiError.BadRequest("spec.replicas is missing"));
        return item;
    }
}
