using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Events;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Secrets;

/// <summary>Secrets with passwords and tokens, which nobody but the cluster remembers.</summary>
/// <remarks>
/// Made by creating, never by applying, so that a view that is behind cannot overwrite what exists. What is valid is never replaced, whoever wrote it.
/// </remarks>
internal sealed class GeneratedSecrets(IKubeClient client, ClusterView view, ChildWriter children, EventRecorder events)
{
    private const int Length = 24;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new password or token.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Makes sure that a Secret has good values under some keys.</summary>
    /// <param name="owner">Whom it belongs to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="isOwned">False for credentials that shall survive a restored backup: they name their owner by labels only.</param>
    /// <param name="lostReason">The event when it had been there and is gone or damaged; <see langword="null"/> where it cannot have been there.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The values.</returns>
    public async Task<IReadOnlyDictionary<string, string>> EnsureAsync(StackObject owner, string name, IReadOnlyList<string> keys, bool isOwned, string? lostReason, CancellationToken cancel)
    {
        var key = new ObjectKey(owner.Namespace, name);
        // The view may be behind, or the Secret may have been prepared by somebody without labels.
        var existing = view.Of(ResourceTypes.Secrets).Find(key) ?? await children.LiveAsync(ResourceTypes.Secrets, key, cancel);
        if (existing is null) return await CreateAsync(owner, name, keys, isOwned, lostReason, cancel);

        // What was applied is a copy of somebody else's, from when the object had a store outside, or an older operator.
        bool isCopy = existing.Annotation(Names.AppliedHash) is not null;
        var values = keys.ToDictionary(one => one, one => !isCopy && existing.SecretText(one) is { Length: > 0 } text ? text : null);
        var damaged = values.Where(value => value.Value is null).Select(value => value.Key).ToList();
        bool lacksLabels = existing.Label(Names.TypeLabel) is null;
        bool lacksOwner = isOwned && existing.Controller is null;
        if (damaged.Count == 0 && !lacksLabels && !lacksOwner) return values!;
        if (lacksOwner) await Owners.RequireAsync(client, owner, cancel);
        foreach (string one in damaged) values[one] = NewSecret();
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = LabelsOf(owner, isOwned), ["resourceVersion"] = existing.ResourceVersion } };
        if (lacksOwner) patch.Metadata["ownerReferences"] = new JsonArray(owner.OwnerReference);
        if (damaged.Count > 0)
        {
            patch["data"] = ChildDocuments.Encode(damaged.Select(one => KeyValuePair.Create(one, values[one]!)));
            if (isCopy) patch.Metadata["annotations"] = new JsonObject { [Names.AppliedHash] = null };
            else if (lostReason is not null) events.Warning(owner.Source, lostReason, $"Secret {name} had no value for {string.Join(", ", damaged)}; a new one was made");
        }
        view.Of(ResourceTypes.Secrets).Observe(await client.PatchAsync(ResourceTypes.Secrets, key, patch, cancel), existing);
        return values!;
    }

    private async Task<IReadOnlyDictionary<string, string>> CreateAsync(StackObject owner, string name, IReadOnlyList<string> keys, bool isOwned, string? lostReason, CancellationToken cancel)
    {
        var values = keys.ToDictionary(key => key, _ => NewSecret());
        var document = ChildDocuments.Secret(owner, name, values);
        document.Metadata["labels"] = LabelsOf(owner, isOwned);
        if (!isOwned) document.Metadata.Remove("ownerReferences");
        view.Of(ResourceTypes.Secrets).Observe(await client.CreateAsync(ResourceTypes.Secrets, document, cancel), null);
        // An object that was seen through before had its Secrets.
        if (lostReason is null || owner.Source.Number("status", "observedGeneration") is not > 0) return values;
        events.Warning(owner.Source, lostReason, $"Secret {name} was gone; it was made again with new values");
        // What leaked counts until pods have read the new one.
        await children.TouchPodsAsync(owner, cancel);
        return values;
    }

    private static JsonObject LabelsOf(StackObject owner, bool isOwned)
    {
        var labels = owner.IdentityLabels;
        labels[Names.Credentials] = "true";
        if (isOwned) return labels;
        (labels[Names.OwnerKind], labels[Names.OwnerName], labels[Names.OwnerNamespace]) = (owner.Kind.Type.Kind, owner.Name, owner.Namespace);
        return labels;
    }
}
