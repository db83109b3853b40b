namespace Ashiato.Console.Frame;

/// <summary>An answer, and the one that it is compared with.</summary>
/// <param name="Now">Of the chosen period.</param>
/// <param name="Then">Of what it is compared with; <see langword="default"/> without a comparison.</param>
public sealed record Both<T>(T Now, T? Then);
