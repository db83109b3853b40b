using System.Diagnostics.CodeAnalysis;
using Ashiato.Model;

namespace Ashiato.Settings.Keys;

/// <summary>Privileges as people and agents' documentation write them.</summary>
public static class ApiKeyPrivilegeNames
{
    private static readonly (ApiKeyPrivileges Privilege, string Name)[] s_names =
    [
        (ApiKeyPrivileges.EventWrite, "event:write"),
        (ApiKeyPrivileges.AgentConfigurationRead, "config_agent:read"),
        (ApiKeyPrivileges.SourceMapWrite, "sourcemap:write"),
        (ApiKeyPrivileges.EventRead, "event:read"),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_names.Select(pair => pair.Name)];

    extension(ApiKeyPrivileges privileges)
    {
        /// <summary>The names of the privileges in a set.</summary>
        public IReadOnlyList<string> Names() => [.. s_names.Where(pair => privileges.HasFlag(pair.Privilege)).Select(pair => pair.Name)];
    }

    /// <summary>Reads names.</summary>
    /// <param name="names">At least one name of <see cref="All"/>.</param>
    /// <param name="privileges">What they say.</param>
    /// <param name="problem">Why they say nothing.</param>
    public static bool TryParse(IEnumerable<string> names, out ApiKeyPrivileges privileges, [NotNullWhen(false)] out Refused? problem)
    {
        privileges = ApiKeyPrivileges.None;
        foreach (string name in names)
        {
            var privilege = Array.Find(s_names, pair => pair.Name == name).Privilege;
            if (privilege == ApiKeyPrivileges.None)
            {
                problem = new(SettingsRefusal.NoSuchPrivilege, $"There is no privilege '{name}'; the privileges are {string.Join(", ", All)}.");
                return false;
            }
            privileges |= privilege;
        }
        problem = privileges == ApiKeyPrivileges.None ? new(SettingsRefusal.KeyPrivilege, $"A key needs a privilege; the privileges are {string.Join(", ", All)}.") : null;
        return problem is null;
    }
}
