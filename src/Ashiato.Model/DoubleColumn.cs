namespace Ashiato.Model;

/// <summary>Numbers with fractions.</summary>
/// <param name="field">The field.</param>
/// <param name="values">One per entry.</param>
/// <param name="rows">The row of each entry, ascending; not read when dense.</param>
/// <param name="isDense">True when entry <i>i</i> belongs to row <i>i</i>.</param>
public sealed class DoubleColumn(Field field, ReadOnlyMemory<double> values, ReadOnlyMemory<int> rows, bool isDense)
    : Column(field, values.Length, rows, isDense)
{
    /// <summary>One per entry.</summary>
    public ReadOnlySpan<double> Values => values.Span;
}
