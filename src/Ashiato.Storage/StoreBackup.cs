namespace Ashiato.Storage;

/// <summary>A copy of a store that was made.</summary>
/// <param name="Directory">Where it is.</param>
/// <param name="FileCount">How many files it has.</param>
/// <param name="SizeBytes">How many bytes they have.</param>
/// <param name="LinkedBytes">How many of these share their place on the disk with the store, as hard links.</param>
/// <param name="Missing">What could not be copied because the store itself has lost it, one sentence each.</param>
public sealed record StoreBackup(string Directory, long FileCount, long SizeBytes, long LinkedBytes, IReadOnlyList<string> Missing);
