using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>What was found in a period, most to be won first.</summary>
/// <param name="Findings">The findings; muted ones are marked.</param>
/// <param name="Evidence">On how many requests they rest.</param>
public sealed record FindingList(IReadOnlyList<Finding> Findings, Evidence Evidence);
