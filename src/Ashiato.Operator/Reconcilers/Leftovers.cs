using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Reconcilers;

/// <summary>Deletes the credentials of objects that are gone: they name their owner by labels only, or belong to another object, so the garbage collector leaves them.</summary>
internal static class Leftovers
{
    /// <summary>Those of one object.</summary>
    public static async Task DeleteAsync(OperatorParts parts, StackKind kind, ObjectKey owner, CancellationToken cancel)
    {
        bool goOn = await GoOnAsync(parts, kind, owner, cancel);
        foreach (var secret in parts.View.Of(ResourceTypes.Secrets).Select(owner.Namespace, KeyValuePair.Create(Names.OwnerKind, kind.Type.Kind), KeyValuePair.Create(Names.OwnerName, owner.Name)).Where(_ => !goOn).ToList())
            await parts.Client.DeleteAsync(ResourceTypes.Secrets, secret.Key, new DeleteQuery(secret.Uid), cancel);
        await new StoreUsers(parts).DeleteAsync(kind, owner, null, cancel);
    }

    /// <summary>Those of all objects that went while nobody looked.</summary>
    public static async Task SweepAsync(OperatorParts parts, CancellationToken cancel)
    {
        foreach (var secret in parts.View.Of(ResourceTypes.Secrets).Objects.ToList())
        {
            if (StoreUsers.WhoseIs(secret) is { } whose && parts.View.Find(whose.Kind, whose.Key) is null) await parts.Client.DeleteAsync(ResourceTypes.Secrets, secret.Key, new DeleteQuery(secret.Uid), cancel);
            if (StackKind.All.FirstOrDefault(kind => kind.Type.Kind == secret.Label(Names.OwnerKind)) is not { } kind || secret.Label(Names.OwnerName) is not { } name) continue;
            var owner = new ObjectKey(secret.Namespace, name);
            if (parts.View.Find(kind, owner) is null && !await GoOnAsync(parts, kind, owner, cancel)) await parts.Client.DeleteAsync(ResourceTypes.Secrets, secret.Key, new DeleteQuery(secret.Uid), cancel);
        }
    }

    /// <summary>True when the pods of an object that is gone were left behind to go on (<c>--cascade=orphan</c>): nobody would know the password of what still runs.</summary>
    private static async Task<bool> GoOnAsync(OperatorParts parts, StackKind kind, ObjectKey owner, CancellationToken cancel)
    {
        var type = kind == StackKind.Elasticsearch ? ResourceTypes.StatefulSets : ResourceTypes.Deployments;
        foreach (var seen in parts.View.Of(type).Select(owner.Namespace, KeyValuePair.Create(Names.TypeLabel, kind.TypeLabel), KeyValuePair.Create(kind.NameLabel, owner.Name)).ToList())
        {
            // The end of the object may be seen before the change that went ahead of it.
            if (await parts.Children.LiveAsync(type, seen.Key, cancel) is { IsDeleting: false, Controller: null }) return true;
        }
        return false;
    }
}
