using Ashiato.Console.Localisation;
using Ashiato.Settings.Users;

namespace Ashiato.Console.Administration;

/// <summary>One page of the administration.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">Its name, in the reader's language.</param>
/// <param name="Role">Who sees it.</param>
internal sealed record AdministrationTab(string Path, Func<string> Text, UserRole Role)
{
    /// <summary>Where the administration begins.</summary>
    public const string Root = "/settings";

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<AdministrationTab> All { get; } =
    [
        new(Root + "/agents", () => Texts.Agents, UserRole.Viewer),
        new(Root + "/api-keys", () => Texts.ApiKeys, UserRole.Admin),
        new(Root + "/users", () => Texts.Users, UserRole.Admin),
        new(Root + "/storage", () => Texts.Storage, UserRole.Viewer),
        new(Root + "/source-maps", () => Texts.SourceMaps, UserRole.Viewer),
        new(Root + "/about", () => Texts.About, UserRole.Viewer),
    ];
}
