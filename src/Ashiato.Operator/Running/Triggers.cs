using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Watching;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Running;

/// <summary>Turns what changes in the cluster into work.</summary>
internal sealed class Triggers(ClusterView view, IReadOnlyList<Controller> controllers)
{
    public void Connect()
    {
        foreach (var kind in StackKind.All) view.Of(kind.Type).Changed += change => OnObject(kind, change);
        foreach (var type in ClusterView.ChildTypes) view.Of(type).Changed += OnChild;
    }

    /// <summary>Everything is looked at once, as at a start.</summary>
    public void AddAll()
    {
        foreach (var kind in StackKind.All)
            foreach (var source in view.Of(kind.Type).Objects) Add(kind, source.Key);
    }

    private void OnObject(StackKind kind, InformerChange change)
    {
        // The operator's own words in the status are no news to it.
        if (change is { Before: { } before, After: { } after } && kind != StackKind.Elasticsearch && Fingerprint(before) == Fingerprint(after)) return;
        if (change is not { Before: { } old, After: { } now } || Fingerprint(old) != Fingerprint(now)) Add(kind, change.Latest.Key, isAnew: change.Before?.Generation != change.After?.Generation);
        if (kind == StackKind.Elasticsearch) AddDependents(change.Latest.Key);
        if (kind == StackKind.Kibana) AddServersOf(change.Latest.Key);
    }

    private void OnChild(InformerChange change)
    {
        var child = change.Latest;
        if (StoreUsers.WhoseIs(child) is { } whose)
        {
            // Its object makes it again, and its store lets it in.
            Add(whose.Kind, whose.Key);
            if (child.Label(StackKind.Elasticsearch.NameLabel) is { } store) Add(StackKind.Elasticsearch, new ObjectKey(child.Namespace, store));
            return;
        }
        if (StackKind.OfTypeLabel(child.Label(Names.TypeLabel)) is not { } kind || child.Label(kind.NameLabel) is not { } name) return;
        var key = new ObjectKey(child.Namespace, name);
        Add(kind, key);
        // Others copy what the store's Secrets say.
        if (kind == StackKind.Elasticsearch && child.Text("kind") == "Secret") AddDependents(key);
        // Servers say where their console is, and keep its authority.
        if (kind == StackKind.Kibana && child.Text("kind") is ("Secret" or "Service")) AddServersOf(key);
    }

    private void AddDependents(ObjectKey store)
    {
        foreach (var kind in StackKind.All.Where(kind => kind != StackKind.Elasticsearch))
            foreach (var source in view.Of(kind.Type).Objects)
                if (new StackObject(kind, source).Store?.Means(source.Namespace, store) == true) Add(kind, source.Key);
    }

    private void AddServersOf(ObjectKey console)
    {
        foreach (var source in view.Of(StackKind.ApmServer.Type).Objects)
            if (new StackObject(StackKind.ApmServer, source).Console?.Means(source.Namespace, console) == true) Add(StackKind.ApmServer, source.Key);
    }

    private void Add(StackKind kind, ObjectKey key, bool isAnew = false)
    {
        var queue = controllers.First(controller => controller.Reconciler.Kind == kind).Queue;
        // Another specification may be the one that works.
        if (isAnew) queue.AddAnew(key);
        else queue.Add(key);
    }

    private static string Fingerprint(JsonObject item)
    {
        var metadata = item.Metadata;
        return $"{item.Uid} {item.Generation} {metadata["annotations"]?.ToJsonString()} {metadata["labels"]?.ToJsonString()} {metadata["finalizers"]?.ToJsonString()} {metadata["deletionTimestamp"]}";
    }
}
