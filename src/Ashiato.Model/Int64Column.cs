namespace Ashiato.Model;

/// <summary>Whole numbers, moments and truth values.</summary>
/// <param name="field">The field.</param>
/// <param name="values">One per entry.</param>
/// <param name="rows">The row of each entry, ascending; not read when dense.</param>
/// <param name="isDense">True when entry <i>i</i> belongs to row <i>i</i>.</param>
public sealed class Int64Column(Field field, ReadOnlyMemory<long> values, ReadOnlyMemory<int> rows, bool isDense)
    : Column(field, values.Length, rows, isDense)
{
    /// <summary>One per entry.</summary>
    public ReadOnlySpan<long> Values => values.Span;
}
