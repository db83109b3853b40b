using Ashiato.Model;
using Ashiato.Storage.Execution;
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

    /// <summary>True when at least one row has a value in a field.</summary>
    public virtual bool Has(Field field) => Fields.Contains(field);

    /// <summary>How many rows have a value in a field, when that is known without reading its column.</summary>
    public virtual int? CountOf(Field field) => null;

    /// <summary>Two numbers between which every value of a number, moment or truth value lies, when that is known without reading the column.</summary>
    /// <remarks>Whole numbers that a <see langword="double"/> cannot hold may be rounded to the nearest that it can.</remarks>
    public virtual (double Min, double Max)? RangeOf(Field field) => null;

    /// <summary>False only when it is certain, without reading the column, that no row has this value (of a text or id, in its text form) in a field.</summary>
    public virtual bool MayHave(Field field, string value) => true;

    /// <summary>True only when it is certain, without reading the column, that every row has this one value in a field.</summary>
    public virtual bool AllHave(Field field, string value) => false;

    /// <summary>False only when it is certain that no row belongs to a trace. Asked of every row group there is, so nothing is read for it.</summary>
    public virtual bool MayHaveTrace(EventId traceId) => true;

    /// <summary>A number that orders row groups by age and never changes, so that (<see cref="Sequence"/>, row) names an event for paging.</summary>
    public abstract long Sequence { get; }

    /// <summary>The column of a field, or <see langword="null"/> when no row has a value in it.</summary>
    /// <exception cref="IOException">The column could not be read, or is damaged.</exception>
    public abstract Column? Read(Field field);

    /// <summary>The rows that have a value in a field.</summary>
    /// <returns>A set that the caller may change.</returns>
    /// <exception cref="IOException">The column could not be read, or is damaged.</exception>
    public virtual RowSet RowsWith(Field field) => Read(field) switch
    {
        null => RowSet.None(RowCount),
        { IsDense: true } => RowSet.All(RowCount),
        var column => RowSet.Of(RowCount, column.Rows),
    };

    /// <summary>The rows whose values pass a judgement. Where rows share a value, it is judged once.</summary>
    /// <param name="field">The field.</param>
    /// <param name="judge">Finds the rows that pass, of a column and how many rows that has: the field's own, or one whose rows stand for several here.</param>
    /// <returns>A set that the caller may change.</returns>
    /// <exception cref="IOException">The column could not be read, or is damaged.</exception>
    public virtual RowSet Judge(Field field, Func<Column, int, RowSet> judge) => Read(field) is { } column ? judge(column, RowCount) : RowSet.None(RowCount);

    /// <summary>The same for a test of texts that an empty text does not pass: texts that cannot pass may be empty in the column.</summary>
    /// <inheritdoc cref="Judge(Field, Func{Column, int, RowSet})"/>
    /// <param name="field">The field.</param>
    /// <param name="test">Says which texts cannot pass.</param>
    /// <param name="judge">Finds the rows that pass.</param>
    public virtual RowSet Judge(Field field, ITextTest test, Func<Column, int, RowSet> judge) => Judge(field, judge);

    /// <summary>When at most one row in so many is looked at, <see cref="ReadAt"/> is worth it: the others are not given their values.</summary>
    internal const int FewRowsOf = 8;

    /// <summary>The column of a field for somebody who looks at some rows only: other rows may be missing in it, or have empty texts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="rows">The rows, in any order.</param>
    /// <exception cref="IOException">The column could not be read, or is damaged.</exception>
    public virtual Column? ReadAt(Field field, int[] rows) => Read(field);

    /// <summary>The rows for which a condition is true, remembered where rows never change.</summary>
    /// <param name="condition">The condition; equal to one that means the same.</param>
    /// <param name="find">Finds the rows.</param>
    /// <returns>A set that the caller may change.</returns>
    /// <exception cref="IOException">A column could not be read, or is damaged.</exception>
    public virtual RowSet Match(object condition, Func<RowGroup, RowSet> find) => find(this);

    /// <summary>Leaves only those rows for which a condition is true, as <see cref="Match"/> finds them.</summary>
    /// <param name="condition">The condition; equal to one that means the same.</param>
    /// <param name="find">Finds the rows.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="IOException">A column could not be read, or is damaged.</exception>
    public virtual void Narrow(object condition, Func<RowGroup, RowSet> find, RowSet rows) => rows.And(Match(condition, find));

    /// <summary>The rows of one trace, ascending, when there is an index; <see langword="null"/> when all rows must be looked at.</summary>
    public virtual int[]? RowsOfTrace(EventId traceId) => null;
}
