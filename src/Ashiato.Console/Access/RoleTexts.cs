using Ashiato.Console.Localisation;
using Ashiato.Settings.Users;

namespace Ashiato.Console.Access;

/// <summary>Roles in the reader's language.</summary>
internal static class RoleTexts
{
    /// <summary>What a role is called.</summary>
    public static string Of(UserRole role) => role switch
    {
        UserRole.Viewer => Texts.RoleViewer,
        UserRole.Editor => Texts.RoleEditor,
        _ => Texts.RoleAdmin,
    };
}
