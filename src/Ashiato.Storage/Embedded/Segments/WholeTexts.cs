using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>The texts of a field that was written, by row, for fields whose texts are part of them.</summary>
/// <param name="Field">The number of the field.</param>
/// <param name="CodeOfRow">The text of each row, or −1.</param>
/// <param name="Pool">The texts.</param>
internal sealed record WholeTexts(int Field, int[] CodeOfRow, Utf8Pool Pool)
{
    /// <summary>Longer columns are not kept.</summary>
    public const int MostBytes = 8 << 20;

    private const int Tries = 16;

    /// <summary>The text of a row.</summary>
    public ReadOnlyMemory<byte>? At(int row)
    {
        int code = CodeOfRow[row];
        return code < 0 ? null : Pool.MemoryOf(code);
    }

    /// <summary>Whether the first texts of a column are part of these.</summary>
    public bool Fits(StringColumn column)
    {
        for (int entry = 0; entry < Math.Min(Tries, column.EntryCount); entry++)
            if (At(column.RowOf(entry)) is not { } whole || whole.Span.IndexOf(column.Pool[column.Codes[entry]]) < 0) return false;
        return true;
    }
}
