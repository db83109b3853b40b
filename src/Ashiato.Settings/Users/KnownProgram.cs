namespace Ashiato.Settings.Users;

/// <summary>A program that may use the store, and what it is.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Role">What it is, and so what it may do.</param>
public sealed record KnownProgram(string Name, ProgramRole Role);
