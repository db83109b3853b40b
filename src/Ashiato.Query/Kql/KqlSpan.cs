namespace Ashiato.Query.Kql;

/// <summary>A part of a query's text, in characters.</summary>
/// <param name="Start">Its first character, counted from 0.</param>
/// <param name="Length">How many characters it has; 0 for a place between two.</param>
public readonly record struct KqlSpan(int Start, int Length)
{
    /// <summary>The first character after it.</summary>
    public int End => Start + Length;

    /// <summary>From the start of this part to the end of a later one.</summary>
    public KqlSpan To(KqlSpan last) => new(Start, last.End - Start);
}
