using Ashiato.Console.Diagnostics;
using Ashiato.Settings;

namespace Ashiato.Roles;

/// <summary>How this process was started, and what it has told.</summary>
internal sealed class ProcessFacts(RoleSet roles, ProgramOptions options, StoreToken? token, RecentLog log) : IProcessFacts
{
    /// <inheritdoc/>
    public string Roles { get; } = string.Join(", ", new[] { RoleSet.Store, RoleSet.Server, RoleSet.Console }.Where(role => roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant()));

    /// <inheritdoc/>
    public IReadOnlyList<SettingLine> Settings => [.. options.Lines];

    /// <inheritdoc/>
    public IEnumerable<string> Secrets => new[] { options.SecretToken, options.ConsolePassword, options.StoreToken, token?.Text }.OfType<string>();

    /// <inheritdoc/>
    public IReadOnlyList<string> LogLines => log.Lines;
}
