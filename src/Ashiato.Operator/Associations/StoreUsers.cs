using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Children;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Associations;

/// <summary>The users that consoles and servers are to their stores: each has one of its own, which may do what it needs and goes with it.</summary>
/// <remarks>
/// The password is a Secret beside the console or server. A second Secret, beside the store and owned by it, has the password's hash and the role, and the labels say whose it is; from these the
/// store's file realm is made.
/// </remarks>
internal sealed class StoreUsers(OperatorParts parts)
{
    /// <summary>The value of <see cref="Names.TypeLabel"/> on Secrets beside stores.</summary>
    public const string TypeLabel = "user";

    private const string NameKey = "name", HashKey = "passwordHash", RolesKey = "userRoles";

    /// <summary>A user as the file realm has it.</summary>
    internal sealed record Entry(string Name, string Hash, string Role);

    /// <summary>The roles of such users, which are for them alone.</summary>
    public static IReadOnlyList<string> Roles { get; } = [.. StackKind.All.Select(RoleOf).OfType<string>()];

    /// <summary>Makes sure that an object has its user at a store.</summary>
    /// <returns>Name, and what the object shows; <see langword="null"/> while a Secret of an earlier store of that name is still there.</returns>
    public async Task<(string Name, TokenHandover Handover)?> EnsureAsync(StackObject item, StackObject store, CancellationToken cancel)
    {
        string name = NameOf(item, store);
        if (parts.View.Child(store, ResourceTypes.Secrets, name)?.Controller is { } owner && owner.Text("uid") != store.Source.Uid) return null;
        // Many objects are seen through before their store is there; who had a connection had a user.
        string? lost = item.Source.Annotation(Names.Association) is null ? null : "SecretRecreated";
        var values = await parts.Generated.EnsureAsync(item, item.UserSecret, [name], isOwned: true, lost, cancel);
        var known = parts.View.Child(store, ResourceTypes.Secrets, name);
        var handover = await TokenHandover.DecideAsync(parts, store, values[name], (parts.View.Child(item, ResourceTypes.Secrets, item.Child("config")), item.Kind.ConfigKey), known, cancel);
        var document = ChildDocuments.Secret(store, name, new Dictionary<string, string> { [NameKey] = name, [HashKey] = handover.Hash, [RolesKey] = RoleOf(item.Kind)! });
        if (handover.Previous.ToString() is { } previous) document.Metadata.Child("annotations")[Names.PreviousTokens] = previous;
        var labels = document.Metadata.Child("labels");
        labels[Names.TypeLabel] = TypeLabel;
        (labels[Label(item.Kind, "name")], labels[Label(item.Kind, "namespace")], labels[Label(item.Kind, "type")]) = (item.Name, item.Namespace, "es");
        return await parts.Children.ApplyAsync(store, ResourceTypes.Secrets, document, cancel) is null ? null : (name, handover);
    }

    /// <summary>The users of a store whose objects are there.</summary>
    /// <remarks>With the tokens that they had before and may still show.</remarks>
    public IEnumerable<Entry> Of(StackObject store) => parts.View.Of(ResourceTypes.Secrets)
        .Select(store.Namespace, KeyValuePair.Create(Names.TypeLabel, TypeLabel), KeyValuePair.Create(store.Kind.NameLabel, store.Name))
        .Where(secret => !secret.IsDeleting && WhoseIs(secret) is { } whose && parts.View.Find(whose.Kind, whose.Key) is not null)
        .SelectMany(secret => secret.SecretText(NameKey) is { } name && secret.SecretText(HashKey) is { } hash && secret.SecretText(RolesKey) is { } role
            ? EntriesOf(name, hash, role, PreviousTokens.Read(secret.Annotation(Names.PreviousTokens))) : []);

    /// <summary>The store's own token, as a user with the rights of a console: so a new one is known before it is the one of the store's settings.</summary>
    public static IEnumerable<Entry> OwnOf(TokenHandover handover) => EntriesOf(ElasticsearchReconciler.StoreUser, handover.Hash, RoleOf(StackKind.Kibana)!, handover.Previous);

    private static IEnumerable<Entry> EntriesOf(string name, string hash, string role, PreviousTokens previous) => previous.Hashes.Prepend(hash).Select(one => new Entry(name, one, role));

    /// <summary>Deletes the users of an object, but for one.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="kept">The store whose user stays; <see langword="null"/> for none.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task DeleteAsync(StackKind kind, ObjectKey key, ObjectKey? kept, CancellationToken cancel)
    {
        foreach (var secret in UsersOf(kind, key).ToList())
        {
            bool stays = kept is { } store && secret.Namespace == store.Namespace && secret.Label(StackKind.Elasticsearch.NameLabel) == store.Name;
            if (!stays && !secret.IsDeleting) await parts.Client.DeleteAsync(ResourceTypes.Secrets, secret.Key, new DeleteQuery(secret.Uid), cancel);
        }
    }

    /// <summary>True when an object has users beside stores of other namespaces, which do not go with its own.</summary>
    public bool HasAbroad(StackObject item) => UsersOf(item.Kind, item.Key).Any(secret => secret.Namespace != item.Namespace);

    private IEnumerable<JsonObject> UsersOf(StackKind kind, ObjectKey key) => parts.View.Of(ResourceTypes.Secrets)
        .Select(null, KeyValuePair.Create(Names.TypeLabel, TypeLabel), KeyValuePair.Create(Label(kind, "name"), key.Name), KeyValuePair.Create(Label(kind, "namespace"), key.Namespace));

    /// <summary>The object whose user a Secret is; <see langword="null"/> for other Secrets.</summary>
    public static (StackKind Kind, ObjectKey Key)? WhoseIs(JsonObject secret)
    {
        if (secret.Label(Names.TypeLabel) != TypeLabel) return null;
        foreach (var kind in StackKind.All.Where(kind => RoleOf(kind) is not null))
            if (secret.Label(Label(kind, "name")) is { } name && secret.Label(Label(kind, "namespace")) is { } ns) return (kind, new ObjectKey(ns, name));
        return null;
    }

    /// <summary>Two objects may have the same name by different namespaces, such as <c>c</c> of <c>a-b</c> and <c>b-c</c> of <c>a</c>; whoever comes second gets another.</summary>
    private string NameOf(StackObject item, StackObject store)
    {
        string name = item.UserName;
        bool isTaken = parts.View.Child(store, ResourceTypes.Secrets, name) is { } other && WhoseIs(other) != (item.Kind, item.Key);
        return isTaken ? $"{name}-{Names.Derived($"{item.Namespace}/{item.Name}", 5)}" : name;
    }

    private static string Label(StackKind kind, string what) => $"{(kind == StackKind.Kibana ? "kibana" : "apm")}association.k8s.elastic.co/{what}";

    private static string? RoleOf(StackKind kind) => kind == StackKind.Kibana ? "kibana_system" : kind == StackKind.ApmServer ? "apm_server_writer" : null;
}
