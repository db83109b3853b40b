namespace Ashiato.Settings.Users;

/// <summary>A person who may come in, as it is kept.</summary>
/// <param name="Name">Who: see <see cref="UserDirectory.MaxNameLength"/>.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="PasswordHash">The <see cref="Users.PasswordHash"/> of the password.</param>
/// <param name="Stamp">Drawn anew with each change of password or role; sessions that carry another are over.</param>
/// <param name="CreatedAt">When the person was added, or read from a file.</param>
/// <param name="IsFromFile">True when a file names the person, see <see cref="UserFiles"/>: nothing of it can be changed but there.</param>
public sealed record User(string Name, UserRole Role, string PasswordHash, string Stamp, DateTimeOffset CreatedAt, bool IsFromFile = false)
{
    // A record would print the hash, and what prints it may be a log.
    /// <summary>Name and role.</summary>
    public override string ToString() => $"user {Name} ({Role.Name})";
}
