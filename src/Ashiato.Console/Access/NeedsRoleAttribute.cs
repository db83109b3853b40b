using Ashiato.Settings.Users;

namespace Ashiato.Console.Access;

/// <summary>Says which role a page or endpoint needs where the rule does not fit: viewers read, editors change.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsRoleAttribute(UserRole role) : Attribute
{
    /// <summary>The least role that may use it.</summary>
    public UserRole Role { get; } = role;
}
