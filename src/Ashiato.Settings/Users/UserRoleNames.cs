namespace Ashiato.Settings.Users;

/// <summary>Roles as people write them.</summary>
public static class UserRoleNames
{
    /// <summary>All names, the least mighty role first.</summary>
    public static IReadOnlyList<string> All { get; } = ["viewer", "editor", "admin"];

    extension(UserRole role)
    {
        /// <summary>The name of a role.</summary>
        public string Name => All[(int)role - 1];
    }

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string? name, out UserRole role)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i] != name) continue;
            role = (UserRole)(i + 1);
            return true;
        }
        role = default;
        return false;
    }
}
