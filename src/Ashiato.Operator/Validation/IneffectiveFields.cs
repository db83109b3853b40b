using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Validation;

/// <summary>What manifests for Elastic's operator may say and nothing here can do: accepted, so that they apply, and told.</summary>
internal static class IneffectiveFields
{
    // By path. Monitoring and remote clusters are about Elastic's own programs; the rest is about Java, nodes that find each other, or products that are not here.
    private static readonly string[][] s_fields =
    [
        ["monitoring"], ["remoteClusters"], ["remoteClusterServer"], ["packageRegistryRef"], ["enterpriseSearchRef"], ["featureFlags"], ["setVmMaxMapCount"],
        ["transport", "tls"], ["updateStrategy", "groups"],
    ];

    /// <summary>Those that an object has, as paths.</summary>
    public static IReadOnlyList<string> Of(StackObject item) => [.. s_fields.Where(path => item.Spec.At(path) is not null).Select(path => $"spec.{string.Join('.', path)}"), .. ConfigSettings.IneffectiveIn(item), .. Containers(item)];

    private static IEnumerable<string> Containers(StackObject item)
    {
        var templates = item.Kind == StackKind.Elasticsearch
            ? item.Groups.Select(group => (Path: $"spec.{(item.IsLegacy ? "nodes" : "nodeSets")}[{group.Ordinal}].podTemplate", group.PodTemplate))
            : [("spec.podTemplate", item.Spec.ObjectAt("podTemplate"))];
        return templates.SelectMany(template => PodTemplates.ForElasticsImage(template.PodTemplate).Select(index => $"{template.Path}.spec.initContainers[{index}]"));
    }

    /// <summary>The sentence for the condition that the object is valid; empty when all of it counts.</summary>
    public static string Sentence(StackObject item) => Of(item) is { Count: > 0 } fields ? $"accepted without effect: {string.Join(", ", fields)}" : "";
}
