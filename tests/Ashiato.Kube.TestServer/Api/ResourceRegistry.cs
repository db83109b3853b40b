using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>All resources: those that are built in, and those that definitions add.</summary>
internal sealed class ResourceRegistry(ObjectStore store)
{
    private readonly Lock _lock = new();
    private List<ResourceInfo>? _custom;
    private string _seen = "";

    public IReadOnlyList<ResourceInfo> All => [.. BuiltInResources.All, .. Custom()];

    /// <summary>A resource, or <see langword="null"/>.</summary>
    public ResourceInfo? Find(string group, string version, string plural) =>
        BuiltInResources.All.Concat(Custom()).FirstOrDefault(resource => resource.Type.Group == group && resource.Type.Version == version && resource.Type.Plural == plural);

    /// <summary>A resource by its kind, or <see langword="null"/>.</summary>
    public ResourceInfo? FindKind(string apiVersion, string kind) =>
        BuiltInResources.All.Concat(Custom()).FirstOrDefault(resource => resource.Type.ApiVersion == apiVersion && resource.Type.Kind == kind);

    /// <summary>Another version of the same resource.</summary>
    public ResourceInfo Storage(ResourceInfo resource) =>
        resource.Custom is { } custom && custom.StorageVersion != resource.Type.Version ? Find(resource.Type.Group, custom.StorageVersion, resource.Type.Plural)! : resource;

    private List<ResourceInfo> Custom()
    {
        var definitions = store.All(BuiltInResources.Definitions.StoreKey).Where(definition => !definition.IsDeleting).ToList();
        string seen = string.Join(',', definitions.Select(definition => definition.Uid + definition.Generation));
        lock (_lock)
        {
            if (_custom is not null && seen == _seen) return _custom;
            (_custom, _seen) = ([.. definitions.SelectMany(CustomVersion.ResourcesOf)], seen);
            return _custom;
        }
    }
}
