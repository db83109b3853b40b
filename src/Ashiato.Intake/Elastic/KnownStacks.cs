using Ashiato.Model;

namespace Ashiato.Intake.Elastic;

/// <summary>Stack traces that were decoded before: the calls of a program come from few places, and each time with the same text. Thread-safe.</summary>
/// <remarks>Bounded: a text has one place that it can be kept in, and whatever came last is there.</remarks>
internal sealed class KnownStacks
{
    private const int Places = 512; // a power of two
    private const int LongestText = 8 << 10;

    private readonly Stack?[] _stacks = new Stack?[Places];

    /// <summary>What became of a list of frames.</summary>
    /// <param name="Text">The list as it was sent.</param>
    /// <param name="Frames">As it is stored.</param>
    /// <param name="Grouping">What of it tells errors apart.</param>
    /// <param name="Depth">How deep it stood; deeper it might nest too deep.</param>
    internal sealed record Stack(byte[] Text, byte[] Frames, byte[] Grouping, int Depth);

    /// <summary>The list with which a text begins, if it is remembered.</summary>
    /// <param name="text">JSON that begins with a list of objects, and may go on behind it.</param>
    /// <param name="depth">How deep it stands.</param>
    public Stack? Find(ReadOnlySpan<byte> text, int depth) =>
        PlaceOf(text) is var place and >= 0 && Volatile.Read(ref _stacks[place]) is { } stack && stack.Depth >= depth && text.StartsWith(stack.Text) ? stack : null;

    /// <summary>Remembers what became of a list, unless it is unusually long.</summary>
    public void Remember(ReadOnlySpan<byte> text, ReadOnlySpan<byte> frames, ReadOnlySpan<byte> grouping, int depth)
    {
        if (text.Length <= LongestText && PlaceOf(text) is var place and >= 0) Volatile.Write(ref _stacks[place], new Stack(text.ToArray(), frames.ToArray(), grouping.ToArray(), depth));
    }

    /// <summary>The place of a list, wherever it ends: by what it says until an object ends like the last one of a list.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        int end = text[..Math.Min(text.Length, LongestText)].IndexOf("}]"u8);
        return end < 0 ? -1 : (int)Utf8Hash.Of(text[..end]) & (Places - 1);
    }
}
