using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>Rows that a query looks at, and the stretch of time that counts of them.</summary>
/// <param name="Group">Events, or a summary of events.</param>
/// <param name="Time">The query's own time or a piece of it; of summaries a piece that begins and ends with their intervals, or any that holds all of theirs.</param>
internal readonly record struct QueryPart(RowGroup Group, TimeRange Time);
