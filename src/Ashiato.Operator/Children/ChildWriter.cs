using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Events;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Children;

/// <summary>Brings children to what they shall be, and writes only what differs.</summary>
/// <remarks>
/// A child carries the hash of the document that was applied last. It is applied again when the document changed, or when somebody changed or removed a field of it;
/// what the cluster fills in, and what others add, is left alone.
/// </remarks>
internal sealed class ChildWriter(IKubeClient client, ClusterView view, EventRecorder events, TimeProvider time)
{
    private const int MostAttempts = 3;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _conflicts = new();

    /// <summary>The children of an owner whose names are taken by something that is not theirs.</summary>
    public IReadOnlyList<string> ConflictsOf(StackObject owner) => _conflicts.TryGetValue(owner.Source.Uid, out var conflicts) ? [.. conflicts.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>Applies a document if need be.</summary>
    /// <returns>The child as it is, or <see langword="null"/> when its name is taken by something that is not the owner's.</returns>
    public async Task<JsonObject?> ApplyAsync(StackObject owner, ResourceType type, JsonObject document, CancellationToken cancel) =>
        await ApplyAsync(owner, type, document, await FindAsync(type, document.Key, cancel), cancel);

    /// <summary>The same for a child that was looked for already.</summary>
    public async Task<JsonObject?> ApplyAsync(StackObject owner, ResourceType type, JsonObject document, JsonObject? existing, CancellationToken cancel)
    {
        if (existing is not null && !IsOurs(owner, existing, document.Label(Names.TypeLabel)))
        {
            _conflicts.GetOrAdd(owner.Source.Uid, _ => new ConcurrentDictionary<string, byte>())[$"{type.Kind} {document.Name}"] = 0;
            events.Warning(owner.Source, "NameConflict", $"{type.Kind} {document.Name} exists and is not part of this {owner.Kind.Type.Kind}; rename or delete it");
            return null;
        }
        if (_conflicts.TryGetValue(owner.Source.Uid, out var conflicts)) conflicts.TryRemove($"{type.Kind} {document.Name}", out _);
        if (existing is not null && existing.IsDeleting) return null;
        string hash = Names.HashOf(document.ToJsonString());
        document.Metadata.Child("annotations")[Names.AppliedHash] = hash;
        if (existing?.Annotation(Names.AppliedHash) == hash && Subset.Holds(document, existing)) return existing;
        var applied = await WriteAsync(owner, type, document, existing, cancel);
        view.Of(type).Observe(applied, existing);
        if (existing is null && (type == ResourceTypes.StatefulSets || type == ResourceTypes.Deployments)) events.Normal(owner.Source, "Created", $"{type.Kind} {document.Name}");
        return applied;
    }

    /// <summary>Writes over the child that was looked at and no other: one that has lost its owner meanwhile, or become somebody else's, is not taken back unseen.</summary>
    private async Task<JsonObject> WriteAsync(StackObject owner, ResourceType type, JsonObject document, JsonObject? existing, CancellationToken cancel)
    {
        bool isOwned = document.Controller is not null;
        for (int attempt = 0; ; attempt++)
        {
            if (existing is not null && isOwned)
            {
                if (existing.Controller is null) await Owners.RequireAsync(client, owner, cancel);
                document.Metadata["resourceVersion"] = existing.ResourceVersion;
            }
            try
            {
                return await client.ApplyAsync(type, document, null, null, cancel);
            }
            catch (KubeApiException e) when (e.IsConflict && existing is not null && attempt < MostAttempts)
            {
                // A view whose watch is interrupted may be behind for long.
                if (await LiveAsync(type, document.Key, cancel) is not { IsDeleting: false } live || !IsOurs(owner, live, document.Label(Names.TypeLabel))) throw;
                existing = live;
            }
        }
    }

    /// <summary>Applies the Service that an object's template describes; one with a field that cannot change is made again, since its author asks for it.</summary>
    /// <returns>As <see cref="ApplyAsync(StackObject, ResourceType, JsonObject, CancellationToken)"/>; the old Service while it goes.</returns>
    public async Task<JsonObject?> ApplyServiceAsync(StackObject owner, JsonObject document, CancellationToken cancel)
    {
        var existing = await FindAsync(ResourceTypes.Services, document.Key, cancel);
        if (existing is null || existing.IsDeleting || !IsOurs(owner, existing) || ServiceDocuments.FixedDifference(document, existing) is not { } field) return await ApplyAsync(owner, ResourceTypes.Services, document, existing, cancel);
        events.Warning(owner.Source, "ServiceRecreated", $"Service {document.Name} is made again, because spec.{field} of a Service cannot change; its addresses may be others then");
        await client.DeleteAsync(ResourceTypes.Services, existing.Key, new DeleteQuery(existing.Uid), cancel);
        return existing;
    }

    /// <summary>Deletes a child of the owner's, if there is one.</summary>
    public async Task DeleteAsync(StackObject owner, ResourceType type, string name, CancellationToken cancel)
    {
        var existing = view.Of(type).Find(new ObjectKey(owner.Namespace, name));
        if (existing is null || existing.IsDeleting || !IsOurs(owner, existing)) return;
        await client.DeleteAsync(type, existing.Key, new DeleteQuery(existing.Uid), cancel);
    }

    /// <summary>Takes out of a Secret what is not the operator's: all of it is mounted where certificates are served.</summary>
    public async Task KeepOnlyAsync(JsonObject? secret, IEnumerable<string> keys, CancellationToken cancel)
    {
        var others = (secret?.ObjectAt("data") ?? []).Select(value => value.Key).Except(keys).ToList();
        if (secret is null || others.Count == 0) return;
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = secret.ResourceVersion }, ["data"] = new JsonObject(others.Select(key => KeyValuePair.Create(key, (JsonNode?)null))) };
        view.Of(ResourceTypes.Secrets).Observe(await client.PatchAsync(ResourceTypes.Secrets, secret.Key, patch, cancel), secret);
    }

    /// <summary>Touches the pods of an object, so that their node looks at what is mounted at once instead of within a minute or two.</summary>
    public async Task TouchPodsAsync(StackObject owner, CancellationToken cancel)
    {
        foreach (var pod in view.ChildrenOf(owner, ResourceTypes.Pods).Where(pod => !pod.IsDeleting).ToList())
        {
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.Touched] = KubeTime.Seconds(time.GetUtcNow()) } } };
            try
            {
                await client.PatchAsync(ResourceTypes.Pods, pod.Key, patch, cancel);
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                // Gone meanwhile; the next one begins with what is new.
            }
        }
    }

    /// <summary>An object by its name: as the informers have it, or else as the server has it, since it may be new, or somebody else's.</summary>
    public async Task<JsonObject?> FindAsync(ResourceType type, ObjectKey key, CancellationToken cancel) => view.Of(type).Find(key) ?? await LiveAsync(type, key, cancel);

    /// <summary>The object as the server has it, for children that the informers' labels do not show.</summary>
    public Task<JsonObject?> LiveAsync(ResourceType type, ObjectKey key, CancellationToken cancel) => client.FindAsync(type, key, cancel);

    /// <summary>True when the owner controls the child, or one of its name left it behind with its labels.</summary>
    private static bool IsOurs(StackObject owner, JsonObject existing, string? type = null)
    {
        if (existing.Controller is { } controller) return controller.Text("uid") == owner.Source.Uid;
        return existing.Label(Names.TypeLabel) == (type ?? owner.Kind.TypeLabel) && existing.Label(owner.Kind.NameLabel) == owner.Name;
    }
}
