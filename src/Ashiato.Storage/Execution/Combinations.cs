namespace Ashiato.Storage.Execution;

/// <summary>All of several conditions.</summary>
internal sealed class AllCondition(IEnumerable<Condition> inner) : Condition
{
    // One inside of another would be asked what it foresees by both.
    private readonly Condition[] _inner = [.. inner.SelectMany(static condition => condition is AllCondition all ? all._inner : [condition]).OrderBy(static condition => condition.Cost)];

    public override int Cost => _inner.Length == 0 ? int.MaxValue : _inner[0].Cost;

    public override Outlook Foresee(RowGroup group)
    {
        var least = Outlook.All;
        foreach (var condition in _inner)
        {
            // Most row groups are at the wrong time: what others say of them must not make anything be read.
            if (condition.Foresee(group) is var outlook && outlook == Outlook.None) return outlook;
            if (outlook < least) least = outlook;
        }
        return least;
    }

    protected override RowSet Find(RowGroup group)
    {
        RowSet? rows = null;
        foreach (var condition in _inner)
        {
            var outlook = condition.Foresee(group);
            if (outlook == Outlook.All) continue;
            if (outlook == Outlook.None) return RowSet.None(group.RowCount);
            // The next condition would read columns for nothing.
            if (rows is { IsEmpty: true }) return rows;
            if (rows is null) rows = condition.Match(group);
            else condition.Narrow(group, rows);
        }
        return rows ?? RowSet.All(group.RowCount);
    }
}

/// <summary>One of several conditions.</summary>
internal sealed class AnyCondition(IReadOnlyList<Condition> inner) : Condition
{
    public override int Cost => inner.Count == 0 ? 0 : inner.Max(static condition => condition.Cost);

    public override Outlook Foresee(RowGroup group) => inner.Count == 0 ? Outlook.None : inner.Max(condition => condition.Foresee(group));

    protected override RowSet Find(RowGroup group)
    {
        var rows = RowSet.None(group.RowCount);
        foreach (var condition in inner)
            if (condition.Foresee(group) != Outlook.None) rows.Or(condition.Match(group));
        return rows;
    }
}

/// <summary>Not a condition.</summary>
internal sealed class NotCondition(Condition inner) : Condition
{
    public override int Cost => inner.Cost + 1;

    public override Outlook Foresee(RowGroup group) => inner.Foresee(group) switch
    {
        Outlook.None => Outlook.All,
        Outlook.All => Outlook.None,
        var some => some,
    };

    protected override RowSet Find(RowGroup group)
    {
        var rows = inner.Match(group);
        rows.Invert();
        return rows;
    }
}
