namespace Ashiato.Storage;

/// <summary>Something that a check found in a store's files.</summary>
/// <param name="File">The file, relative to the data directory.</param>
/// <param name="IsDamage">True when something that was kept is lost or in danger; false for what the store mends by itself.</param>
/// <param name="Sentence">What was found and what to do.</param>
public sealed record StoreFinding(string File, bool IsDamage, string Sentence);
