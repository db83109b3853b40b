namespace Ashiato.Model;

/// <summary>Zeros that all share: the codes of columns with one text, of which nearly every batch has many.</summary>
internal static class Zeros
{
    // More than that is rare enough to be made each time.
    private static readonly int[] s_shared = new int[16_384];

    /// <summary>So many zeros, never to be written to.</summary>
    public static ReadOnlyMemory<int> Of(int count) => count <= s_shared.Length ? s_shared.AsMemory(0, count) : new int[count];
}
