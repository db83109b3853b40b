using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A text passes a test. Each distinct text of a row group is judged once.</summary>
internal abstract class TextCondition(Field of) : Condition
{
    protected Field Field { get; } = of;

    private Utf8Pool? _judged;
    private bool[]? _verdicts;

    /// <summary>False for ids: each is asked for a few times at most, by somebody who follows a trace.</summary>
    protected bool IsOfTexts => Field.Kind == ColumnKind.String;

    public override Outlook Foresee(RowGroup group) => group.Has(Field) ? Outlook.Some : Outlook.None;

    protected override RowSet Find(RowGroup group)
    {
        if (Field.Kind == ColumnKind.String) return FindTexts(group);
        return group.Read(Field) is IdColumn ids ? MatchIds(ids, group) : RowSet.None(group.RowCount);
    }

    /// <summary>Finds the rows whose texts pass.</summary>
    protected virtual RowSet FindTexts(RowGroup group) => group.Judge(Field, MatchTexts);

    /// <summary>Marks the texts of a pool that pass.</summary>
    /// <returns><see langword="false"/> when none does.</returns>
    protected abstract bool Judge(Utf8Pool pool, Span<bool> verdicts);

    protected abstract RowSet MatchIds(IdColumn ids, RowGroup group);

    /// <summary>The rows of a column whose texts pass.</summary>
    protected RowSet MatchTexts(Column column, int rowCount)
    {
        if (column is not StringColumn texts) return RowSet.None(rowCount);
        // Row groups of a segment share the texts of a field that has few.
        if (!ReferenceEquals(_judged, texts.Pool))
        {
            var judging = new bool[texts.Pool.Count];
            _verdicts = Judge(texts.Pool, judging) ? judging : null;
            _judged = texts.Pool;
        }
        if (_verdicts is not { } verdicts) return RowSet.None(rowCount);
        int first = verdicts.AsSpan().IndexOf(true), last = verdicts.AsSpan().LastIndexOf(true);
        // One text, as a rule, or neighbours: their numbers can be compared many at a time.
        if (!verdicts.AsSpan(first..last).Contains(false)) return Between(texts, texts.Codes, rowCount, first, last);
        return Collect(texts, rowCount, new CodeTest(texts.Codes, verdicts));
    }

    private readonly ref struct CodeTest(ReadOnlySpan<int> codes, ReadOnlySpan<bool> verdicts) : IEntryTest
    {
        private readonly ReadOnlySpan<int> _codes = codes;
        private readonly ReadOnlySpan<bool> _verdicts = verdicts;

        public bool Passes(int entry) => _verdicts[_codes[entry]];
    }
}
