using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>What a resource or scope lends to its records.</summary>
/// <remarks>Most of it no record can say otherwise, and so it is given to all of them at once, which is much cheaper than one by one.</remarks>
internal sealed class Lends
{
    // Everything else that a record may set, it cannot have from its resource.
    private static readonly Field[] s_ownOfRecords =
        [Fields.ServiceVersion, Fields.UserName, Fields.ClientIp, Fields.SourceIp, Fields.SourceNatIp, Fields.DataStreamNamespace];

    private readonly LentFields _one = new();
    private readonly LentFields _all = new();

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _one.Clear();
        _all.Clear();
    }

    /// <summary>Lends the fields of the one row of a batch.</summary>
    public void Take(EventBatch lent)
    {
        Clear();
        foreach (var column in lent.Columns)
        {
            var inherited = new Inherited(lent[0], column.Field);
            (inherited.IsOneText && !s_ownOfRecords.Contains(column.Field) ? _all : _one).Add(inherited);
        }
    }

    /// <summary>Numbers the texts, once a batch.</summary>
    public void Number(EventBatchBuilder builder)
    {
        _one.Number(builder);
        _all.Number(builder);
    }

    /// <summary>Lends one more field, which records may say otherwise.</summary>
    public void Add(Inherited inherited) => _one.Add(inherited);

    /// <summary>Gives the row being built what it may say otherwise, and does not.</summary>
    /// <param name="builder">The row.</param>
    /// <param name="overridden">Where labels go that it does say otherwise.</param>
    public void Set(EventBatchBuilder builder, List<Field> overridden)
    {
        for (int at = 0; at < _one.Count; at++)
        {
            if (!builder.Has(_one[at].Field)) _one.Set(at, builder);
            else if (_one[at].IsLabel) overridden.Add(_one[at].Field);
        }
    }

    /// <summary>Gives the rest to all rows that were ended since some row.</summary>
    public void Fill(EventBatchBuilder builder, int fromRow) => _all.Fill(builder, fromRow);
}
