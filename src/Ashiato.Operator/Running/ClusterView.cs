using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Watching;
using Ashiato.Operator.Resources;
using Microsoft.Extensions.Logging;

namespace Ashiato.Operator.Running;

/// <summary>What the operator sees of the cluster: the declared objects, and those that carry its label. Never all Secrets of a cluster.</summary>
internal sealed class ClusterView
{
    private readonly Dictionary<ResourceType, Informer> _informers = [];

    public ClusterView(IKubeClient client, string? ns, ILogger log, TimeProvider time)
    {
        foreach (var kind in StackKind.All) _informers[kind.Type] = new Informer(client, kind.Type, new ListQuery(ns), log, time);
        foreach (var type in ChildTypes) _informers[type] = new Informer(client, type, new ListQuery(ns, LabelSelector: Names.TypeLabel), log, time);
    }

    /// <summary>The resources of children.</summary>
    public static IReadOnlyList<ResourceType> ChildTypes { get; } =
    [
        ResourceTypes.Pods, ResourceTypes.Services, ResourceTypes.Secrets, ResourceTypes.ConfigMaps, ResourceTypes.PersistentVolumeClaims, ResourceTypes.StatefulSets, ResourceTypes.Deployments,
        ResourceTypes.PodDisruptionBudgets,
    ];

    /// <summary>The copy of a resource.</summary>
    public Informer Of(ResourceType type) => _informers[type];

    /// <summary>Done once everything was listed.</summary>
    public Task Synced => Task.WhenAll(_informers.Values.Select(informer => informer.Synced));

    /// <summary>Keeps all copies up to date until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(_informers.Values.Select(informer => informer.RunAsync(cancel)));

    /// <summary>A declared object; <see langword="null"/> when there is none.</summary>
    public StackObject? Find(StackKind kind, ObjectKey key) => Of(kind.Type).Find(key) is { } source ? new StackObject(kind, source) : null;

    /// <summary>The children of an object, found by their labels.</summary>
    public IEnumerable<JsonObject> ChildrenOf(StackObject item, ResourceType type) =>
        Of(type).Objects.Where(child => child.Namespace == item.Namespace && child.Label(Names.TypeLabel) == item.Kind.TypeLabel && child.Label(item.Kind.NameLabel) == item.Name);

    /// <summary>A child by its name; <see langword="null"/> when there is none.</summary>
    public JsonObject? Child(StackObject item, ResourceType type, string name) => Of(type).Find(new ObjectKey(item.Namespace, name));
}
