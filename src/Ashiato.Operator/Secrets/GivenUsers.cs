namespace Ashiato.Operator.Secrets;

/// <summary>People whom an object's author lets in, as the Secrets of <c>spec.auth</c> say.</summary>
internal sealed class GivenUsers
{
    /// <summary>Hashes of passwords, by user.</summary>
    public SortedDictionary<string, string> Hashes { get; } = new(StringComparer.Ordinal);

    /// <summary>Users by role, in the words of their author.</summary>
    public SortedDictionary<string, SortedSet<string>> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>Passwords that are hashed here, by user.</summary>
    public SortedDictionary<string, string> Passwords { get; } = new(StringComparer.Ordinal);

    /// <summary>Definitions of roles: entries of <c>roles.yml</c>, by name.</summary>
    public System.Text.Json.Nodes.JsonObject Definitions { get; } = [];

    /// <summary>What was left out and why, as sentences.</summary>
    public List<string> Troubles { get; } = [];

    /// <summary>True when a Secret is missing: who is named there is to come.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The program's role of each user; those who have none are left out.</summary>
    public IReadOnlyDictionary<string, string> OwnRoles { get; set; } = new Dictionary<string, string>();

    /// <summary>True when there is such a user.</summary>
    public bool Knows(string name) => Hashes.ContainsKey(name) || Passwords.ContainsKey(name);

    /// <summary>Gives users a role.</summary>
    public void Add(string role, IEnumerable<string> names)
    {
        if (!Roles.TryGetValue(role, out var members)) Roles[role] = members = new SortedSet<string>(StringComparer.Ordinal);
        members.UnionWith(names);
    }
}
