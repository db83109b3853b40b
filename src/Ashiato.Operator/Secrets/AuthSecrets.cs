using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Reconcilers;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Secrets;

/// <summary>Reads the Secrets of <c>spec.auth.fileRealm</c> and <c>spec.auth.roles</c> of a store.</summary>
/// <remarks>
/// Users are the keys <c>users</c> and <c>users_roles</c> of Elasticsearch's file realm, or <c>username</c>, <c>password</c> and <c>roles</c>, as Secrets of type <c>kubernetes.io/basic-auth</c> have
/// them; roles are the key <c>roles.yml</c>. The Secrets carry no label of ours and so are not watched, but looked at with each round of their store.
/// </remarks>
internal sealed partial class AuthSecrets(OperatorParts parts)
{
    private const int MostUsers = 500;

    /// <summary>True when an object has such Secrets.</summary>
    public static bool AreNamedBy(StackObject item) => NamesOf(item, "fileRealm").Concat(NamesOf(item, "roles")).Any();

    /// <summary>Looks at them.</summary>
    public async Task<GivenUsers> LookAsync(StackObject item, CancellationToken cancel)
    {
        var given = new GivenUsers();
        foreach (string name in NamesOf(item, "roles"))
            if (await FindAsync(item, name, "roles", given, cancel) is { } secret) ReadDefinitions(secret, given);
        foreach (string name in NamesOf(item, "fileRealm"))
            if (await FindAsync(item, name, "fileRealm", given, cancel) is { } secret) ReadUsers(secret, given);
        given.OwnRoles = Map(given);
        return given;
    }

    private static IEnumerable<string> NamesOf(StackObject item, string field) => item.Spec.ObjectsAt("auth", field).Select(entry => entry.Text("secretName")).OfType<string>();

    private async Task<JsonObject?> FindAsync(StackObject item, string name, string field, GivenUsers given, CancellationToken cancel)
    {
        var secret = await parts.Children.LiveAsync(ResourceTypes.Secrets, new ObjectKey(item.Namespace, name), cancel);
        if (secret is not null) return secret;
        given.IsWaiting = true;
        given.Troubles.Add($"Secret {name} of spec.auth.{field} does not exist; create it, or take it out");
        return null;
    }

    private static void ReadDefinitions(JsonObject secret, GivenUsers given)
    {
        if (secret.SecretText("roles.yml") is not { } text)
        {
            given.Troubles.Add($"Secret {secret.Name} of spec.auth.roles has no key roles.yml");
            return;
        }
        try
        {
            foreach (var (role, definition) in KubeYaml.ReadAll(text).SelectMany(document => document)) given.Definitions[role] = definition?.DeepClone() ?? new JsonObject();
        }
        catch (InvalidDataException e)
        {
            given.Troubles.Add($"roles.yml of Secret {secret.Name} cannot be read: {e.Message}");
        }
    }

    private static void ReadUsers(JsonObject secret, GivenUsers given)
    {
        if (secret.SecretText("username") is { Length: > 0 } name && secret.SecretText("password") is { Length: > 0 } password)
        {
            if (!MayBeAdded(name, secret, given)) return;
            given.Passwords[name] = password;
            foreach (string role in Split(secret.SecretText("roles"))) given.Add(role, [name]);
            return;
        }
        if (secret.SecretText("users") is not { } users)
        {
            given.Troubles.Add($"Secret {secret.Name} of spec.auth.fileRealm has neither users and users_roles nor username and password");
            return;
        }
        foreach (string line in Lines(users))
        {
            string[] halves = line.Split(':', 2);
            if (halves.Length != 2 || !Hash().IsMatch(halves[1])) given.Troubles.Add($"user {Shown(halves[0])} of Secret {secret.Name} has no hash that can be compared; bcrypt and PBKDF2 are");
            else if (MayBeAdded(halves[0], secret, given)) given.Hashes[halves[0]] = halves[1];
        }
        foreach (string[] halves in Lines(secret.SecretText("users_roles") ?? "").Select(line => line.Split(':', 2)).Where(halves => halves.Length == 2))
            given.Add(halves[0].Trim(), Split(halves[1]).Where(given.Knows));
    }

    private static bool MayBeAdded(string name, JsonObject secret, GivenUsers given)
    {
        string? trouble = !UserName().IsMatch(name) ? "has a name that cannot be used; names are 1 to 64 letters, digits and . _ - @ +"
            : name == ElasticsearchReconciler.ElasticUser || ElasticsearchReconciler.InternalUsers.Contains(name) ? "is one of the operator's own"
            : given.Knows(name) ? "is in another Secret, too"
            : given.Hashes.Count + given.Passwords.Count >= MostUsers ? $"is one too many; {MostUsers} can be given" : null;
        if (trouble is not null) given.Troubles.Add($"user {Shown(name)} of Secret {secret.Name} {trouble}");
        return trouble is null;
    }

    private static Dictionary<string, string> Map(GivenUsers given)
    {
        var own = new Dictionary<string, string>();
        foreach (var (role, members) in given.Roles.Where(role => role.Value.Count > 0))
        {
            string? mapped = RoleMap.Of(role, given.Definitions[role] as JsonObject);
            if (mapped is null)
                given.Troubles.Add(given.Definitions.ContainsKey(role)
                    ? $"role {Shown(role)} counts for nothing: its rights are on other indices than those of applications' events, or on some documents or fields of them"
                    : $"role {Shown(role)} is not known; known are {string.Join(", ", RoleMap.Own)}, superuser, kibana_admin and those of spec.auth.roles");
            else
                foreach (string name in members)
                    if (!own.TryGetValue(name, out string? has) || Array.IndexOf(RoleMap.Own, mapped) > Array.IndexOf(RoleMap.Own, has)) own[name] = mapped;
        }
        var idle = given.Hashes.Keys.Concat(given.Passwords.Keys).Where(name => !own.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (idle.Count > 0) given.Troubles.Add($"{string.Join(", ", idle.Take(10))}{(idle.Count > 10 ? $" and {idle.Count - 10} more" : "")} cannot sign in, having no role that counts");
        return own;
    }

    /// <summary>What may be a password in the wrong place is not shown whole.</summary>
    private static string Shown(string text) => text.Length <= 40 && UserName().IsMatch(text) ? text : "(no usable name)";

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');

    private static string[] Split(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^[A-Za-z0-9._@+-]{1,64}\z")]
    private static partial Regex UserName();

    // What the program can compare with: bcrypt of a cost up to 14, PBKDF2 of up to a million rounds.
    [GeneratedRegex(@"^(\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}|\{PBKDF2(_STRETCH)?\}\d{1,6}\$[A-Za-z0-9+/=]{4,172}\$[A-Za-z0-9+/=]{4,172})\z")]
    private static partial Regex Hash();
}
