using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Running;

/// <summary>What the operator sees of the cluster: the declared objects, and those that carry its label. Never all Secrets of a cluster.</summary>
internal sealed class ClusterView
{
    private readonly Dictionary<ResourceType, WatchedResource> _watched = [];

    public ClusterView(IKubeClient client, IReadOnlyList<string> namespaces, ILogger log, TimeProvider time)
    {
        foreach (var kind in StackKind.All) _watched[kind.Type] = new WatchedResource(client, kind.Type, null, namespaces, log, time);
        foreach (var type in ChildTypes) _watched[type] = new WatchedResource(client, type, Names.TypeLabel, namespaces, log, time);
    }

    /// <summary>The resources of children.</summary>
    public static IReadOnlyList<ResourceType> ChildTypes { get; } =
    [
        ResourceTypes.Pods, ResourceTypes.Services, ResourceTypes.Secrets, ResourceTypes.ConfigMaps, ResourceTypes.PersistentVolumeClaims, ResourceTypes.StatefulSets, ResourceTypes.Deployments,
        ResourceTypes.PodDisruptionBudgets,
    ];

    /// <summary>The copy of a resource.</summary>
    public WatchedResource Of(ResourceType type) => _watched[type];

    /// <summary>Done once everything was listed.</summary>
    public Task Synced => Task.WhenAll(_watched.Values.Select(watched => watched.Synced));

    /// <summary>Keeps all copies up to date until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(_watched.Values.Select(watched => watched.RunAsync(cancel)));

    /// <summary>A declared object; <see langword="null"/> when there is none.</summary>
    public StackObject? Find(StackKind kind, ObjectKey key) => Of(kind.Type).Find(key) is { } source ? new StackObject(kind, source) : null;

    /// <summary>The children of an object, found by their labels.</summary>
    public IEnumerable<JsonObject> ChildrenOf(StackObject item, ResourceType type) =>
        Of(type).Select(item.Namespace, KeyValuePair.Create(Names.TypeLabel, item.Kind.TypeLabel), KeyValuePair.Create(item.Kind.NameLabel, item.Name));

    /// <summary>A child by its name; <see langword="null"/> when there is none.</summary>
    public JsonObject? Child(StackObject item, ResourceType type, string name) => Of(type).Find(new ObjectKey(item.Namespace, name));
}
