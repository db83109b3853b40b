namespace Ashiato.Settings.Users;

/// <summary>What a user may do. Each role may do what those before it may.</summary>
public enum UserRole
{
    /// <summary>Looks at everything that applications report.</summary>
    Viewer = 1,

    /// <summary>Besides, changes what the team works with: agents' configuration, pins, rules, source maps.</summary>
    Editor = 2,

    /// <summary>Besides, decides who may come in, and removes events.</summary>
    Admin = 3,
}
