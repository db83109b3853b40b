using Ashiato.Storage.Embedded.Segments;
using Ashiato.Storage.Execution;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Summaries;

namespace Ashiato.Storage.Embedded;

/// <summary>One summary for several segments of a day, in a file beside theirs.</summary>
/// <param name="path">The file.</param>
/// <param name="segments">The names of the segments.</param>
/// <param name="summary">What it tells.</param>
internal sealed class Rollup(string path, IReadOnlyList<string> segments, SummaryFile summary)
{
    /// <summary>What the name of its file ends with; before that comes the number of its last segment.</summary>
    public const string Extension = ".rollup";

    /// <summary>True for the name of the file of a rollup.</summary>
    public static bool IsName(string name) => name.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The names of the segments.</summary>
    public IReadOnlyList<string> Segments => segments;

    /// <summary>What it tells.</summary>
    public SummaryFile Summary => summary;

    /// <summary>What of its bytes falls upon each segment.</summary>
    public long BytesOfSegment => summary.SizeBytes / segments.Count;

    /// <summary>What answers a question instead of the segments' own summaries; <see langword="null"/> when some of their events may be outside of the time asked for, or it does not know.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="cache">Keeps what is read.</param>
    public QueryPart? AnswerTo(SummaryPlan plan, ColumnCache cache) => plan.WholeOf((view, levelMicros) =>
        summary.Find(view, levelMicros) is { } part && (plan.IsOfAllTime || plan.Time.Holds(ExtentOf(view))) ? new StoredSummary(summary, part, cache) : null);

    /// <summary>When what a view tells of happened, as exactly as its shortest intervals say.</summary>
    private TimeRange ExtentOf(SummaryView view) => summary.Contents.Where(part => ReferenceEquals(part.ViewOf, view)).MinBy(static part => part.Level)!.Time;
}
