namespace Ashiato.Storage.Embedded.Segments;

/// <summary>A segment does not hold what was written to it. The rest of the store stays readable.</summary>
/// <param name="path">The segment, relative to the data directory.</param>
/// <param name="offsetBytes">Where the damage begins, in bytes from the start of the file.</param>
/// <param name="finding">What was found and what was expected, as a clause.</param>
public sealed class SegmentDamagedException(string path, long offsetBytes, string finding) : IOException(
    $"Segment '{path}' is damaged at byte {offsetBytes}: {finding}. " +
    "Queries leave it out; restore the file from a backup and restart to see its events again.")
{
    /// <summary>The segment, relative to the data directory.</summary>
    public string SegmentPath => path;
}
