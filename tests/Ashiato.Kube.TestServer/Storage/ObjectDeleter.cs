using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Storage;

/// <summary>Deletes objects, at once or when their finalizers are gone.</summary>
internal sealed class ObjectDeleter(ObjectStore store, TimeProvider time)
{
    /// <summary>Deletes an object.</summary>
    /// <param name="options">The request's <c>DeleteOptions</c>, or <see langword="null"/>.</param>
    /// <returns>The object in its last state, and whether it is gone.</returns>
    public (JsonObject Object, bool IsGone) Delete(ResourceInfo resource, ObjectKey key, JsonObject? options)
    {
        while (true)
        {
            var stored = store.Find(resource.StoreKey, key) ?? throw ApiError.NotFound(resource, key.Name);
            Require(resource, stored, options);
            var finalizers = stored.ListAt("metadata", "finalizers").Select(name => name!.GetValue<string>()).ToList();
            string policy = options?.Text("propagationPolicy") ?? "Background";
            if (policy == "Foreground") finalizers.Add("foregroundDeletion");
            if (policy == "Orphan") finalizers.Add("orphan");
            if (resource == BuiltInResources.Namespaces) finalizers.Add("kubernetes");

            // A pod goes when its kubelet has stopped it.
            long grace = options?.Number("gracePeriodSeconds") ?? (resource.Type.Kind == "Pod" && stored.Text("spec", "nodeName") is not null ? stored.Number("spec", "terminationGracePeriodSeconds") ?? 30 : 0);
            bool mustWait = finalizers.Count > 0 || (resource.Type.Kind == "Pod" && grace > 0);
            if (!mustWait)
            {
                if (!store.TryRemove(resource.StoreKey, stored)) continue;
                return (stored, true);
            }
            if (stored.IsDeleting) return (stored, false);
            var marked = (JsonObject)stored.DeepClone();
            marked.Metadata["deletionTimestamp"] = KubeTime.Seconds(time.GetUtcNow().AddSeconds(grace));
            marked.Metadata["deletionGracePeriodSeconds"] = grace;
            if (finalizers.Count > 0 && resource != BuiltInResources.Namespaces) marked.Metadata["finalizers"] = new JsonArray([.. finalizers.Distinct().Select(name => (JsonNode)name)]);
            if (resource == BuiltInResources.Namespaces) marked["status"] = new JsonObject { ["phase"] = "Terminating" };
            if (store.TryPut(resource.StoreKey, stored, marked) is { } put) return (put, false);
        }
    }

    private static void Require(ResourceInfo resource, JsonObject stored, JsonObject? options)
    {
        if (options?.Text("preconditions", "uid") is { } uid && uid != stored.Uid)
            throw ApiError.Conflict(resource, stored.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        if (options?.Text("preconditions", "resourceVersion") is { } version && version != stored.ResourceVersion)
            throw ApiError.Conflict(resource, stored.Name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {stored.ResourceVersion}");
    }
}
