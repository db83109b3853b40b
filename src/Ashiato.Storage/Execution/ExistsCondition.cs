using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A field has a value.</summary>
internal sealed class ExistsCondition(Field field) : Condition
{
    protected override object Key { get; } = (typeof(ExistsCondition), field);

    public override Outlook Foresee(RowGroup group) => group.Has(field) ? Outlook.Some : Outlook.None;

    protected override RowSet Find(RowGroup group) => group.RowsWith(field);
}
