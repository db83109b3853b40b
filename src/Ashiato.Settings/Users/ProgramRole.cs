namespace Ashiato.Settings.Users;

/// <summary>What programs are that use a store.</summary>
public enum ProgramRole
{
    /// <summary>A console: it reads, and changes what people may change.</summary>
    Console,

    /// <summary>A server: it adds events, and reads what it needs for that.</summary>
    Server,
}
