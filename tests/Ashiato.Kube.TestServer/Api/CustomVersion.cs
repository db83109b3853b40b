using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>One version of a CustomResourceDefinition.</summary>
/// <param name="Schema">The structural schema.</param>
/// <param name="StorageVersion">The version that objects are kept in.</param>
/// <param name="Columns">What <c>kubectl get</c> shows.</param>
internal sealed record CustomVersion(JsonObject Schema, string StorageVersion, IReadOnlyList<JsonObject> Columns)
{
    /// <summary>The resources that a definition adds, one for each served version.</summary>
    public static IEnumerable<ResourceInfo> ResourcesOf(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec")!;
        var names = spec.ObjectAt("names")!;
        string storage = spec.ObjectsAt("versions").First(version => version.Flag("storage") == true).Text("name")!;
        foreach (var version in spec.ObjectsAt("versions").Where(version => version.Flag("served") == true))
        {
            var scale = version.ObjectAt("subresources", "scale");
            yield return new ResourceInfo(
                new ResourceType(spec.Text("group")!, version.Text("name")!, names.Text("kind")!, names.Text("plural")!, spec.Text("scope") == "Namespaced"),
                names.Text("singular") ?? names.Text("kind")!.ToLowerInvariant())
            {
                ShortNames = [.. names.ListAt("shortNames").Select(name => name!.GetValue<string>())],
                Categories = [.. names.ListAt("categories").Select(name => name!.GetValue<string>())],
                HasStatus = version.ObjectAt("subresources", "status") is not null,
                Scale = scale is null ? null : new ScalePaths(scale.Text("specReplicasPath")!, scale.Text("statusReplicasPath")!, scale.Text("labelSelectorPath")),
                Custom = new CustomVersion(version.ObjectAt("schema", "openAPIV3Schema") ?? [], storage, [.. version.ObjectsAt("additionalPrinterColumns")]),
            };
        }
    }
}
