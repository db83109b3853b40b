namespace Ashiato.Model;

/// <summary>Identities.</summary>
/// <param name="field">The field.</param>
/// <param name="values">One per entry: the number, or for a text its number in <paramref name="texts"/>.</param>
/// <param name="shapes">One per entry.</param>
/// <param name="texts">The ids that are not 16 or 32 hex digits.</param>
/// <param name="rows">The row of each entry, ascending; not read when dense.</param>
/// <param name="isDense">True when entry <i>i</i> belongs to row <i>i</i>.</param>
public sealed class IdColumn(Field field, ReadOnlyMemory<UInt128> values, ReadOnlyMemory<EventId.Form> shapes, Utf8Pool texts, ReadOnlyMemory<int> rows, bool isDense)
    : Column(field, values.Length, rows, isDense)
{
    /// <summary>One per entry: the number, or for a text its number in <see cref="Texts"/>.</summary>
    public ReadOnlySpan<UInt128> Values => values.Span;

    /// <summary>One per entry.</summary>
    public ReadOnlySpan<EventId.Form> Shapes => shapes.Span;

    /// <summary>The ids that are not 16 or 32 hex digits.</summary>
    public Utf8Pool Texts => texts;

    /// <summary>The id of an entry.</summary>
    public EventId IdAt(int entry)
    {
        var shape = Shapes[entry];
        var value = Values[entry];
        return shape == EventId.Form.Text ? EventId.FromText(texts.GetString((int)value)) : EventId.FromParts(value, shape);
    }
}
