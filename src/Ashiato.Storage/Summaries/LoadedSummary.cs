namespace Ashiato.Storage.Summaries;

/// <summary>A summary that is in memory.</summary>
internal sealed class LoadedSummary(SummaryTable table) : SummaryRowGroup
{
    /// <inheritdoc/>
    public override SummaryTable Table => table;
}
