namespace Ashiato.Settings.Users;

/// <summary>Somebody who may come in, without what proves it.</summary>
/// <param name="Name">Who.</param>
/// <param name="Role">What may be done.</param>
/// <param name="Stamp">What a session must carry to go on.</param>
public sealed record Account(string Name, UserRole Role, string Stamp);
