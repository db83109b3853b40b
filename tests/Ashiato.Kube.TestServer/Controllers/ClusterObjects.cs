using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>How controllers read and write: past authorisation and faults, through everything else.</summary>
internal sealed class ClusterObjects(ObjectStore store, ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter)
{
    private const string Manager = "kube-controller-manager";

    public ObjectStore Store => store;

    public ResourceRegistry Registry => registry;

    public IReadOnlyList<JsonObject> All(ResourceInfo resource) => store.All(resource.StoreKey);

    public JsonObject? Find(ResourceInfo resource, ObjectKey key) => store.Find(resource.StoreKey, key);

    /// <summary>Makes an object; one that is there already stays.</summary>
    public async Task CreateAsync(ResourceInfo resource, JsonObject item)
    {
        try
        {
            await writer.WriteAsync(resource, item.Key, new ObjectWriter.Options(Manager) { IsCreate = true }, _ => item);
        }
        catch (ApiError e) when (e.Reason is "AlreadyExists" or "Forbidden" or "NotFound")
        {
            // Somebody was first, or the namespace is going.
        }
    }

    /// <summary>Changes an object that is still there.</summary>
    public async Task ChangeAsync(ResourceInfo resource, ObjectKey key, Action<JsonObject> change, string subresource = "")
    {
        try
        {
            await writer.WriteAsync(resource, key, new ObjectWriter.Options(Manager, subresource), item =>
            {
                change(item!);
                return item!;
            });
        }
        catch (ApiError e) when (e.Reason is "NotFound" or "Conflict")
        {
            // Gone, or changed meanwhile; the next step sees.
        }
    }

    /// <summary>Replaces the status.</summary>
    public Task SetStatusAsync(ResourceInfo resource, ObjectKey key, JsonObject status) => ChangeAsync(resource, key, item => item["status"] = status.DeepClone(), "status");

    /// <summary>Deletes an object that is still there.</summary>
    public void Delete(ResourceInfo resource, ObjectKey key, JsonObject? options = null)
    {
        try
        {
            deleter.Delete(resource, key, options);
        }
        catch (ApiError e) when (e.Reason is "NotFound" or "Conflict")
        {
            // Gone already, or another one than was meant.
        }
    }

    /// <summary>The resource of an object in the store.</summary>
    public ResourceInfo ResourceOf(JsonObject item) => registry.FindKind(item.Text("apiVersion")!, item.Text("kind")!) ?? throw ApiError.NotImitated($"kind {item.Text("kind")}");

    /// <summary>A reference from a child to its controller.</summary>
    public static JsonArray OwnedBy(JsonObject owner) => new(new JsonObject
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    });

    /// <summary>True when a pod is ready, and not on its way out.</summary>
    public static bool IsReady(JsonObject pod) =>
        !pod.IsDeleting && pod.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");
}
