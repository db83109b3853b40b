namespace Ashiato.Storage;

/// <summary>What came of a wish to remove events.</summary>
/// <param name="EventCount">How many were removed.</param>
/// <param name="Unreached">Files that could not be looked into and may still hold some, each with what to do, as a sentence. Empty when all are gone.</param>
public sealed record DeletedEvents(long EventCount, IReadOnlyList<string> Unreached);
