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

    private readonly List<Inherited> _one = [];
    private readonly List<Inherited> _all = [];

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
        foreach (var inherited in _one) inherited.Number(builder);
        foreach (var inherited in _all) inherited.Number(builder);
    }

    /// <summary>Lends one more field, which records may say otherwise.</summary>
    public void Add(Inherited inherited) => _one.Add(inherited);

    /// <summary>Gives the row being built what it may say otherwise, and does not.</summary>
    /// <param name="builder">The row.</param>
    /// <param name="overridden">Where labels go that it does say otherwise.</param>
    public void Set(EventBatchBuilder builder, List<Field> overridden)
    {
        foreach (var inherited in _one)
        {
            if (!builder.Has(inherited.Field)) inherited.Set(builder);
            else if (inherited.IsLabel) overridden.Add(inherited.Field);
        }
    }

    /// <summary>Gives the rest to all rows that were ended since some row.</summary>
    public void Fill(EventBatchBuilder builder, int fromRow)
    {
        foreach (var inherited in _all) inherited.Fill(builder, fromRow);
    }
}
