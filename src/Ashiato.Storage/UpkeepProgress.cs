namespace Ashiato.Storage;

/// <summary>How far long work on a store is.</summary>
/// <param name="File">The file that it is at, relative to the data directory.</param>
/// <param name="DoneBytes">Bytes of files that are done.</param>
/// <param name="TotalBytes">Bytes of all files to do.</param>
public sealed record UpkeepProgress(string File, long DoneBytes, long TotalBytes);
