namespace Ashiato.Doctor;

/// <summary>Lines that mend something, at one place.</summary>
/// <param name="Kind">At which client; <see langword="null"/> at Ashiato itself.</param>
/// <param name="Lines">What to type or to set.</param>
public sealed record Mending(ClientKind? Kind, string Lines);
