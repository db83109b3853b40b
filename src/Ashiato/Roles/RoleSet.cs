namespace Ashiato.Roles;

/// <summary>What a process does.</summary>
[Flags]
internal enum RoleSet
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Keeps the events.</summary>
    Store = 1,

    /// <summary>Takes events in from agents.</summary>
    Server = 2,

    /// <summary>Shows them to people.</summary>
    Console = 4,

    /// <summary>All of it in one process.</summary>
    All = Store | Server | Console,
}
