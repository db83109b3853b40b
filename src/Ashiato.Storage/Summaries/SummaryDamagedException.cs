namespace Ashiato.Storage.Summaries;

/// <summary>A summary is not what was written. It is derived: questions go on without it, and maintenance makes it anew.</summary>
/// <param name="name">The segment that it belongs to, or the file of what sums several up.</param>
/// <param name="finding">What was found, as a clause.</param>
/// <param name="inner">What was thrown, if anything.</param>
internal sealed class SummaryDamagedException(string name, string finding, Exception? inner = null) :
    IOException($"The summary of segment '{name}' is damaged: {finding}. It is made anew from the segment.", inner)
{
    /// <summary>The segment that the summary belongs to, or the file of what sums several up.</summary>
    public string SegmentName { get; } = name;

    /// <summary>What was found, as a clause.</summary>
    public string Finding { get; } = finding;
}
