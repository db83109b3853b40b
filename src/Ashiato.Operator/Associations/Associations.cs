using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Associations;

/// <summary>Connects consoles and servers with their stores: credentials, authority and address, in the object's own namespace.</summary>
internal sealed class Associations(OperatorParts parts)
{
    private readonly ReferenceAccess _access = new(parts);
    private readonly StoreUsers _users = new(parts);

    public async Task<Association> ReconcileAsync(StackObject item, CancellationToken cancel)
    {
        string authorityName = item.Child("es-ca");
        if (item.Store is null && !ManualStore.IsGiven(item))
        {
            await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, authorityName, cancel);
            await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, item.UserSecret, cancel);
            await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, item.Child(Certificates.ClientCertificates.Suffix), cancel);
            await _users.DeleteAsync(item.Kind, item.Key, null, cancel);
            await ConnectionNote.WriteAsync(parts, item, Names.Association, "the store", null, cancel);
            return Association.None;
        }
        var found = await FindAsync(item, cancel);
        if (found.Association is not { IsEstablished: true } association)
        {
            // Pods keep what they have and try again; only the connection is no longer said to stand.
            await ConnectionNote.WriteAsync(parts, item, Names.Association, "the store", null, cancel);
            // Who may not, is let in no more.
            if (found.Association.Reason == ReferenceAccess.Denied) await _users.DeleteAsync(item.Kind, item.Key, null, cancel);
            return found.Association;
        }
        var shown = await parts.ClientCertificates.EnsureAsync(item, found.Store, cancel);
        if (shown is { Trouble: { } trouble, SecretName: null }) return new Association(Association.Pending, "ClientCertificateNotReady", trouble);
        association = association with { ClientSecret = shown.SecretName };
        // What is somebody else's is kept here, too, where pods and people look for it.
        if (association.User is null) await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, item.UserSecret, new Dictionary<string, string> { [item.UserName] = association.Token! }), cancel);
        if (found.Authority is { } authority)
        {
            await parts.Children.ApplyAsync(item, ResourceTypes.Secrets, ChildDocuments.Secret(item, authorityName, new Dictionary<string, string> { ["ca.crt"] = authority, ["tls.crt"] = authority }), cancel);
            association = association with { AuthoritySecret = authorityName };
        }
        await ConnectionNote.WriteAsync(parts, item, Names.Association, "the store", new JsonObject
        {
            ["authSecretName"] = item.UserSecret,
            ["authSecretKey"] = association.User ?? item.UserName,
            ["caCertProvided"] = found.Authority is not null,
            ["caSecretName"] = association.AuthoritySecret ?? "",
            ["url"] = association.Url,
            ["version"] = found.Version,
        }, cancel);
        return association;
    }

    /// <summary>Takes back what an object had with other stores than the one that it refers to now, once its pods need it no more.</summary>
    public async Task LeaveAsync(StackObject item, CancellationToken cancel)
    {
        ObjectKey? kept = item.Store is { Name: { } name } reference ? new ObjectKey(reference.Namespace ?? item.Namespace, name) : null;
        await _users.DeleteAsync(item.Kind, item.Key, kept, cancel);
        if (item.UserSecretOfOtherForm is { } other) await parts.Children.DeleteAsync(item, ResourceTypes.Secrets, other, cancel);
        if (kept?.Namespace is not { } ns || ns == item.Namespace) await Abroad.ReleaseAsync(parts, item, cancel);
    }

    private sealed record Found(Association Association, string? Authority = null, string? Version = null, StackObject? Store = null);

    private async Task<Found> FindAsync(StackObject item, CancellationToken cancel)
    {
        if (item.Store is { } reference) return reference.SecretName is { } secret ? await OutsideAsync(item, secret, cancel) : await InsideAsync(item, reference, cancel);
        var (association, authority) = await ManualStore.FindAsync(parts, item, cancel);
        return new Found(association, authority);
    }

    private async Task<Found> InsideAsync(StackObject item, ObjectReference reference, CancellationToken cancel)
    {
        var key = new ObjectKey(reference.Namespace ?? item.Namespace, reference.Name!);
        var (store, refusal) = await _access.FindAsync(item, StackKind.Elasticsearch, key, "Store", cancel);
        if (store is null) return new Found(refusal!);
        var open = parts.View.Child(store, ResourceTypes.Secrets, store.Child("http-certs-public"));
        string? authority = open?.SecretText("ca.crt") ?? Anchors(open);
        if (store.HasTls && authority is null) return new Found(new Association(Association.Pending, "StoreNotReady", $"Elasticsearch {key} has no certificate yet"));
        if (key.Namespace != item.Namespace) await Abroad.HoldAsync(parts, item, cancel);
        if (await _users.EnsureAsync(item, store, cancel) is not { } user) return new Found(new Association(Association.Pending, "UserNotReady", $"Elasticsearch {key} has no user for this object yet"));
        string service = reference.ServiceName ?? store.InternalService;
        return new Found(new Association(Association.Established, "Established", $"connected with Elasticsearch {key}")
        {
            Url = $"{store.Scheme}://{service}.{store.Namespace}.svc:{store.Kind.Port}",
            Token = user.Handover.Token,
            Handover = user.Handover,
            User = user.Name,
            StoreVersion = store.Source.Text("status", "version"),
        }, store.HasTls ? authority : null, store.Source.Text("status", "version"), store);
    }

    private async Task<Found> OutsideAsync(StackObject item, string name, CancellationToken cancel)
    {
        var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
        if (secret?.SecretText("url") is not { } url || secret.SecretText("password") is not { } password)
            return new Found(new Association(Association.Pending, "SecretNotReady", $"Secret {name} does not exist or lacks url or password"));
        return new Found(new Association(Association.Established, "Established", $"connected with the store at {url}") { Url = url.TrimEnd('/'), Token = password, Password = password }, secret.SecretText("ca.crt"));
    }

    /// <summary>What stands behind a certificate, where authorities have no key of their own; or the certificate itself, where it stands alone.</summary>
    private static string? Anchors(JsonObject? open)
    {
        string bundle = string.Concat(Certificates.KeyPair.Split(open?.SecretText("tls.crt")).Skip(1));
        return bundle.Length > 0 ? bundle : open?.SecretText("tls.crt");
    }
}
