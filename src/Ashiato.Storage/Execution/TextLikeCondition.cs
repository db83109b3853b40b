using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Execution;

/// <summary>A text, or an id in its text form, fits a pattern.</summary>
internal sealed class TextLikeCondition(Filter.TextLike like) : TextCondition(like.Field)
{
    private readonly TextPattern _pattern = new(like.Pattern, like.IgnoreCase);

    public override int Cost => 3;

    protected override object? Key => IsOfTexts ? like : null;

    // What cannot fit may be left empty, as long as an empty text does not fit.
    protected override RowSet FindTexts(RowGroup group) => _pattern.IsMatch([]) ? base.FindTexts(group) : group.Judge(Field, _pattern, MatchTexts);

    protected override bool Judge(Utf8Pool pool, Span<bool> verdicts) => _pattern.Judge(pool, verdicts);

    protected override RowSet MatchIds(IdColumn ids, RowGroup group) =>
        Collect(ids, group.RowCount, new IdTest(ids, _pattern));

    private readonly struct IdTest(IdColumn ids, TextPattern pattern) : IEntryTest
    {
        public bool Passes(int entry) => pattern.IsMatch(Encoding.UTF8.GetBytes(ids.IdAt(entry).ToString()));
    }
}
