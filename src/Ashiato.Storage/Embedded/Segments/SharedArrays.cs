using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Arrays that nearly every row group needs and nobody changes: the numbers of its rows, and one form for all its ids.</summary>
internal static class SharedArrays
{
    private static readonly int[] s_rows = Make(RowLayout.MaxGroupRows);
    private static readonly EventId.Form[] s_hex8 = Make(EventId.Form.Hex8);
    private static readonly EventId.Form[] s_hex16 = Make(EventId.Form.Hex16);

    /// <summary>0, 1, 2 … up to a count.</summary>
    public static ReadOnlyMemory<int> Rows(int count) => count <= s_rows.Length ? s_rows.AsMemory(0, count) : Make(count);

    /// <summary>One form, so many times.</summary>
    public static ReadOnlyMemory<EventId.Form> Of(EventId.Form form, int count)
    {
        var known = form == EventId.Form.Hex8 ? s_hex8 : s_hex16;
        return count <= known.Length ? known.AsMemory(0, count) : Make(form, count);
    }

    private static int[] Make(int count)
    {
        var rows = new int[count];
        for (int i = 0; i < count; i++) rows[i] = i;
        return rows;
    }

    private static EventId.Form[] Make(EventId.Form form, int count = RowLayout.MaxGroupRows)
    {
        var forms = new EventId.Form[count];
        Array.Fill(forms, form);
        return forms;
    }
}
