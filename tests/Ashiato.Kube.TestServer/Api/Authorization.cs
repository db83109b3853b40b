using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Api;

/// <summary>Who asks, and whether the roles let them.</summary>
/// <remarks>Source: Kubernetes documentation, "Using RBAC Authorization".</remarks>
internal sealed class Authorization(ObjectStore store)
{
    /// <summary>Who may do everything.</summary>
    public const string Admin = "admin";

    private readonly ConcurrentDictionary<string, string> _users = new();
    private readonly ConcurrentDictionary<(string Group, string Resource, string Verb), bool> _used = new();

    /// <summary>Permissions that somebody needed who is not the administrator.</summary>
    public IReadOnlyCollection<(string Group, string Resource, string Verb)> Used => [.. _used.Keys];

    /// <summary>A token for a user.</summary>
    public string TokenFor(string user)
    {
        string token = Guid.NewGuid().ToString("N");
        _users[token] = user;
        return token;
    }

    /// <summary>A token for a service account.</summary>
    public string TokenFor(string ns, string account) => TokenFor($"system:serviceaccount:{ns}:{account}");

    /// <summary>The user of a request: the administrator unless it shows a token of somebody else.</summary>
    public string UserOf(HttpContext context)
    {
        string authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return Admin;
        return _users.GetValueOrDefault(authorization["Bearer ".Length..]) ?? throw new ApiError(401, "Unauthorized", "Unauthorized");
    }

    /// <exception cref="ApiError">No role allows it.</exception>
    public void Require(string user, ApiRequest request)
    {
        if (user == Admin) return;
        var type = request.Resource.Type;
        if (!IsAllowed(user, request.Verb, type.Group, request.RuleResource, request.Namespace))
            throw new ApiError(403, "Forbidden", $"{type.QualifiedName} {(request.Name.Length == 0 ? "" : $"\"{request.Name}\" ")}is forbidden: User \"{user}\" cannot {request.Verb} resource \"{request.RuleResource}\" in API group \"{type.Group}\"{(request.Namespace.Length == 0 ? " at the cluster scope" : $" in the namespace \"{request.Namespace}\"")}");
        _used[(type.Group, request.RuleResource, request.Verb)] = true;
    }

    /// <summary>True when a role allows it.</summary>
    public bool IsAllowed(string user, string verb, string group, string resource, string ns)
    {
        foreach (var binding in store.All(BuiltInResources.ClusterRoleBindings.StoreKey).Where(binding => IsSubject(binding, user)))
            if (Allows(RoleOf(binding), verb, group, resource)) return true;
        return ns.Length > 0 && store.All(BuiltInResources.RoleBindings.StoreKey).Where(binding => binding.Namespace == ns && IsSubject(binding, user))
            .Any(binding => Allows(RoleOf(binding), verb, group, resource));
    }

    private static bool IsSubject(JsonObject binding, string user) => binding.ObjectsAt("subjects").Any(subject => subject.Text("kind") switch
    {
        "ServiceAccount" => user == $"system:serviceaccount:{subject.Text("namespace") ?? binding.Namespace}:{subject.Text("name")}",
        "User" => user == subject.Text("name"),
        _ => false,
    });

    private JsonObject? RoleOf(JsonObject binding) => binding.Text("roleRef", "kind") == "ClusterRole"
        ? store.Find(BuiltInResources.ClusterRoles.StoreKey, new ObjectKey("", binding.Text("roleRef", "name")!))
        : store.Find(BuiltInResources.Roles.StoreKey, new ObjectKey(binding.Namespace, binding.Text("roleRef", "name")!));

    private static bool Allows(JsonObject? role, string verb, string group, string resource) =>
        role?.ObjectsAt("rules").Any(rule => Has(rule, "verbs", verb) && Has(rule, "apiGroups", group) && Has(rule, "resources", resource)) == true;

    private static bool Has(JsonObject rule, string list, string value) => rule.ListAt(list).Any(item => item!.GetValue<string>() is var text && (text == "*" || text == value));
}
