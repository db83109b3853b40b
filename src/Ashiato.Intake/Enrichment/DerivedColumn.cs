using System.Text;
using Ashiato.Model;

namespace Ashiato.Intake.Enrichment;

/// <summary>Columns whose texts follow from those of another: found once per distinct text, however many events have it.</summary>
internal static class DerivedColumn
{
    /// <summary>The column of a field, where another has the texts from which it follows.</summary>
    /// <param name="source">The other column.</param>
    /// <param name="field">The field.</param>
    /// <param name="texts">What each text of the other's pool gives; <see langword="null"/> for nothing.</param>
    /// <returns><see langword="null"/> when no event gets a value.</returns>
    public static StringColumn? Of(StringColumn source, Field field, ReadOnlySpan<string?> texts)
    {
        var codes = new int[texts.Length];
        var pool = PoolOf(texts, codes);
        if (pool.Count == 0) return null;

        var derived = new int[source.EntryCount];
        var rows = new int[source.EntryCount];
        int count = 0;
        for (int entry = 0; entry < source.EntryCount; entry++)
        {
            int code = codes[source.Codes[entry]];
            if (code < 0) continue;
            derived[count] = code;
            rows[count++] = source.RowOf(entry);
        }
        bool isDense = source.IsDense && count == source.EntryCount;
        return count == 0 ? null : new StringColumn(field, derived.AsMemory(0, count), pool, isDense ? default : rows.AsMemory(0, count), isDense);
    }

    private static Utf8Pool PoolOf(ReadOnlySpan<string?> texts, int[] codes)
    {
        using var numbers = new Utf8Interner();
        Span<byte> buffer = stackalloc byte[256];
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { Length: > 0 } text) codes[i] = -1;
            else codes[i] = numbers.Intern(Encoding.UTF8.TryGetBytes(text, buffer, out int length) ? buffer[..length] : Encoding.UTF8.GetBytes(text));
        }
        return numbers.ToPool();
    }
}
