using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Deletes what has lost its owners. Source: Kubernetes documentation, "Garbage Collection".</summary>
internal sealed class GarbageCollector(ClusterObjects cluster) : IController
{
    private const string Foreground = "foregroundDeletion", Orphan = "orphan";

    public async Task StepAsync()
    {
        var everything = cluster.Store.Everything();
        var live = everything.ToDictionary(entry => entry.Object.Uid, entry => entry.Object);
        foreach (var (_, item) in everything)
        {
            var finalizers = item.ListAt("metadata", "finalizers").Select(name => name!.GetValue<string>()).ToList();
            if (item.IsDeleting && finalizers.Contains(Orphan)) await OrphanAsync(item, everything.Select(entry => entry.Object));
            else if (item.IsDeleting && finalizers.Contains(Foreground)) await DeleteDependentsAsync(item, everything.Select(entry => entry.Object));
            if (!item.IsDeleting && IsOrphaned(item, live)) cluster.Delete(cluster.ResourceOf(item), item.Key, Precondition(item));
        }
    }

    private static bool IsOrphaned(JsonObject item, Dictionary<string, JsonObject> live)
    {
        var owners = item.ObjectsAt("metadata", "ownerReferences").ToList();
        // An owner in another namespace counts as missing.
        return owners.Count > 0 && owners.TrueForAll(owner => !live.TryGetValue(owner.Text("uid") ?? "", out var found) || (found.Namespace.Length > 0 && found.Namespace != item.Namespace));
    }

    private async Task OrphanAsync(JsonObject owner, IEnumerable<JsonObject> all)
    {
        foreach (var child in all.Where(child => IsChild(child, owner))) await cluster.ChangeAsync(cluster.ResourceOf(child), child.Key, item => RemoveOwner(item, owner.Uid));
        await RemoveFinalizerAsync(owner, Orphan);
    }

    private async Task DeleteDependentsAsync(JsonObject owner, IEnumerable<JsonObject> all)
    {
        var children = all.Where(child => IsChild(child, owner)).ToList();
        foreach (var child in children.Where(child => !child.IsDeleting))
            cluster.Delete(cluster.ResourceOf(child), child.Key, new JsonObject { ["propagationPolicy"] = "Foreground", ["preconditions"] = new JsonObject { ["uid"] = child.Uid } });
        bool isBlocked = children.Exists(child => child.ObjectsAt("metadata", "ownerReferences").Any(reference => reference.Text("uid") == owner.Uid && reference.Flag("blockOwnerDeletion") == true));
        if (!isBlocked) await RemoveFinalizerAsync(owner, Foreground);
    }

    private Task RemoveFinalizerAsync(JsonObject item, string name) => cluster.ChangeAsync(cluster.ResourceOf(item), item.Key, changed =>
    {
        var left = changed.ListAt("metadata", "finalizers").Where(finalizer => finalizer!.GetValue<string>() != name).Select(finalizer => finalizer!.DeepClone()).ToArray();
        if (left.Length == 0) changed.Metadata.Remove("finalizers");
        else changed.Metadata["finalizers"] = new JsonArray(left);
    });

    private static bool IsChild(JsonObject item, JsonObject owner) => item.ObjectsAt("metadata", "ownerReferences").Any(reference => reference.Text("uid") == owner.Uid);

    private static void RemoveOwner(JsonObject item, string uid)
    {
        var left = item.ObjectsAt("metadata", "ownerReferences").Where(owner => owner.Text("uid") != uid).Select(owner => owner.DeepClone()).ToArray();
        if (left.Length == 0) item.Metadata.Remove("ownerReferences");
        else item.Metadata["ownerReferences"] = new JsonArray(left);
    }

    private static JsonObject Precondition(JsonObject item) => new() { ["propagationPolicy"] = "Background", ["preconditions"] = new JsonObject { ["uid"] = item.Uid, ["resourceVersion"] = item.ResourceVersion } };
}
