namespace Ashiato.Model;

/// <summary>Texts, each kept once and referred to by number.</summary>
/// <param name="field">The field.</param>
/// <param name="codes">One per entry: a number in <paramref name="pool"/>.</param>
/// <param name="pool">The distinct texts.</param>
/// <param name="rows">The row of each entry, ascending; not read when dense.</param>
/// <param name="isDense">True when entry <i>i</i> belongs to row <i>i</i>.</param>
public sealed class StringColumn(Field field, ReadOnlyMemory<int> codes, Utf8Pool pool, ReadOnlyMemory<int> rows, bool isDense)
    : Column(field, codes.Length, rows, isDense)
{
    /// <summary>One per entry: a number in <see cref="Pool"/>.</summary>
    public ReadOnlySpan<int> Codes => codes.Span;

    /// <summary>The distinct texts.</summary>
    public Utf8Pool Pool => pool;
}
