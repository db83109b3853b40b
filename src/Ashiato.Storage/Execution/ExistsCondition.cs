using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A field has a value.</summary>
internal sealed class ExistsCondition(Field field) : Condition
{
    protected override object Key { get; } = (typeof(ExistsCondition), field);

    public override Outlook Foresee(RowGroup group) => group.Has(field) ? Outlook.Some : Outlook.None;

    protected override RowSet Find(RowGroup group) => group.ReadToJudge(field) switch
    {
        null => RowSet.None(group.RowCount),
        { IsDense: true } => RowSet.All(group.RowCount),
        var column => RowSet.Of(group.RowCount, column.Rows),
    };
}
