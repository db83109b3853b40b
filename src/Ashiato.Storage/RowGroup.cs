using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage;

/// <summary>Rows that queries look at together: an appended batch in memory, or one row group of a segment on disk.</summary>
/// <remarks>What the query executor needs to know of storage, and all it knows. Columns of a segment are read when first asked for.</remarks>
internal abstract class RowGroup
{
    /// <summary>How many rows there are.</summary>
    public abstract int RowCount { get; }

    /// <summary>A stretch that contains the <c>@timestamp</c> of every row.</summary>
    public abstract TimeRange Time { get; }

    /// <summary>The fields that have values.</summary>
    public abstract IEnumerable<Field> Fields { get; }

    /// <summary>A number that orders row groups by age and never changes, so that (<see cref="Sequence"/>, row) names an event for paging.</summary>
    public abstract long Sequence { get; }

    /// <summary>The column of a field, or <see langword="null"/> when no row has a value in it.</summary>
    /// <exception cref="IOException">The column could not be read, or is damaged.</exception>
    public abstract Column? Read(Field field);

    /// <summary>The rows of one trace, ascending, when there is an index; <see langword="null"/> when all rows must be looked at.</summary>
    public virtual int[]? RowsOfTrace(EventId traceId) => null;
}
