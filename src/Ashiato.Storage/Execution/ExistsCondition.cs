using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A field has a value.</summary>
internal sealed class ExistsCondition(Field field) : Condition
{
    public override Outlook Foresee(RowGroup group) => group.Has(field) ? Outlook.Some : Outlook.None;

    public override RowSet Match(RowGroup group) => group.Read(field) switch
    {
        null => RowSet.None(group.RowCount),
        { IsDense: true } => RowSet.All(group.RowCount),
        var column => RowSet.Of(group.RowCount, column.Rows),
    };
}
