using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Which resources there are.</summary>
internal sealed class Discovery(ResourceRegistry registry)
{
    private static readonly string[] s_verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] s_preferred = ["v1", "v1beta1", "v1alpha1"];

    /// <summary>The whole, in one document.</summary>
    public JsonObject Aggregated(bool isCore)
    {
        var items = new JsonArray();
        foreach (var group in registry.All.Where(resource => resource.Type.Group.Length == 0 == isCore).GroupBy(resource => resource.Type.Group))
        {
            items.Add(new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = group.Key },
                ["versions"] = new JsonArray([.. VersionsOf(group).Select(version => (JsonNode)new JsonObject
                {
                    ["version"] = version,
                    ["freshness"] = "Current",
                    ["resources"] = new JsonArray([.. group.Where(resource => resource.Type.Version == version).Select(Resource)]),
                })]),
            });
        }
        return new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["apiVersion"] = "apidiscovery.k8s.io/v2", ["metadata"] = new JsonObject(), ["items"] = items };
    }

    /// <summary>The resources of a group version, in the old form; <see langword="null"/> when there is none.</summary>
    public JsonObject? Legacy(string group, string version)
    {
        var resources = registry.All.Where(resource => resource.Type.Group == group && resource.Type.Version == version).ToList();
        if (resources.Count == 0) return null;
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = resources[0].Type.ApiVersion,
            ["resources"] = new JsonArray([.. resources.SelectMany(LegacyResources)]),
        };
    }

    /// <summary>All groups, in the old form.</summary>
    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. registry.All.Where(resource => resource.Type.Group.Length > 0).GroupBy(resource => resource.Type.Group).Select(group => (JsonNode)Group(group.Key)!)]),
    };

    /// <summary>One group, in the old form.</summary>
    public JsonObject? Group(string name)
    {
        var versions = VersionsOf(registry.All.Where(resource => resource.Type.Group == name)).Select(version => (JsonNode)new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version }).ToList();
        return versions.Count == 0 ? null : new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1", ["name"] = name, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private static IEnumerable<string> VersionsOf(IEnumerable<ResourceInfo> resources) =>
        resources.Select(resource => resource.Type.Version).Distinct().OrderBy(version => Array.IndexOf(s_preferred, version));

    private static JsonNode Resource(ResourceInfo resource)
    {
        var kind = new JsonObject { ["group"] = resource.Type.Group, ["version"] = resource.Type.Version, ["kind"] = resource.Type.Kind };
        var entry = new JsonObject
        {
            ["resource"] = resource.Type.Plural,
            ["singularResource"] = resource.Singular,
            ["scope"] = resource.Type.IsNamespaced ? "Namespaced" : "Cluster",
            ["responseKind"] = kind,
            ["verbs"] = Strings(s_verbs),
            ["shortNames"] = Strings(resource.ShortNames),
            ["categories"] = Strings(resource.Categories),
        };
        var below = new JsonArray();
        if (resource.HasStatus) below.Add(new JsonObject { ["subresource"] = "status", ["responseKind"] = kind.DeepClone(), ["verbs"] = Strings(["get", "patch", "update"]) });
        if (resource.Scale is not null) below.Add(new JsonObject { ["subresource"] = "scale", ["responseKind"] = new JsonObject { ["group"] = "autoscaling", ["version"] = "v1", ["kind"] = "Scale" }, ["verbs"] = Strings(["get", "patch", "update"]) });
        if (below.Count > 0) entry["subresources"] = below;
        return entry;
    }

    private static IEnumerable<JsonNode> LegacyResources(ResourceInfo resource)
    {
        JsonObject Entry(string name, string kind, string[] verbs) => new() { ["name"] = name, ["singularName"] = resource.Singular, ["namespaced"] = resource.Type.IsNamespaced, ["kind"] = kind, ["verbs"] = Strings(verbs), ["shortNames"] = Strings(resource.ShortNames), ["categories"] = Strings(resource.Categories) };
        yield return Entry(resource.Type.Plural, resource.Type.Kind, s_verbs);
        if (resource.HasStatus) yield return Entry(resource.Type.Plural + "/status", resource.Type.Kind, ["get", "patch", "update"]);
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
