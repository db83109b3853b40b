using System.Runtime.InteropServices;
using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Fields that are lent to the events of a batch, with the numbers that their texts have in it. Not thread-safe.</summary>
internal sealed class LentFields
{
    private readonly List<(Inherited Field, int FirstCode)> _fields = [];
    private readonly List<int> _codes = [];

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Count;

    /// <summary>One of the fields.</summary>
    public Inherited this[int at] => _fields[at].Field;

    /// <summary>Forgets all fields.</summary>
    public void Clear()
    {
        _fields.Clear();
        _codes.Clear();
    }

    /// <summary>Lends one more.</summary>
    public void Add(Inherited field)
    {
        _fields.Add((field, _codes.Count));
        CollectionsMarshal.SetCount(_codes, _codes.Count + field.TextCount);
    }

    /// <summary>Numbers the texts of all, once a batch.</summary>
    public void Number(EventBatchBuilder builder)
    {
        for (int at = 0; at < _fields.Count; at++) _fields[at].Field.Number(builder, CodesOf(at));
    }

    /// <summary>Adds one to the row being built.</summary>
    public void Set(int at, EventBatchBuilder builder) => _fields[at].Field.Set(builder, CodesOf(at));

    /// <summary>Gives each, which must be of one text, to all rows that were ended since some row. None of them may have a value in its field.</summary>
    public void Fill(EventBatchBuilder builder, int fromRow)
    {
        foreach (var (field, firstCode) in _fields) builder.FillCode(field.Field, _codes[firstCode], fromRow);
    }

    /// <summary>Gives each, which must be of one text, to all rows that were ended and have no value in its field.</summary>
    public void FillMissing(EventBatchBuilder builder)
    {
        foreach (var (field, firstCode) in _fields) builder.FillMissing(field.Field, _codes[firstCode]);
    }

    private Span<int> CodesOf(int at) => CollectionsMarshal.AsSpan(_codes).Slice(_fields[at].FirstCode, _fields[at].Field.TextCount);
}
