namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>A template taken apart, to put literals in.</summary>
/// <param name="Parts">The bytes before each literal, and those behind the last.</param>
/// <param name="Slots">What goes in between.</param>
/// <param name="FirstNumber">Among all slots of all templates that hold numbers, which is the first of this one.</param>
internal sealed record TextTemplate(byte[][] Parts, TextTemplate.Slot[] Slots, int FirstNumber)
{
    /// <param name="Kind">What it holds.</param>
    /// <param name="More">The second byte of the mark, or 0.</param>
    internal readonly record struct Slot(LiteralKind Kind, byte More)
    {
        /// <summary>True when the literal is kept as a number.</summary>
        public bool IsNumber => Kind is LiteralKind.Number or LiteralKind.Padded or LiteralKind.Moment;
    }

    /// <summary>How many of its slots hold numbers.</summary>
    public int NumberCount { get; } = Slots.Count(static slot => slot.IsNumber);

    /// <summary>How many of its slots hold texts.</summary>
    public int TextCount { get; } = Slots.Count(static slot => slot.Kind == LiteralKind.Text);

    /// <summary>The bytes that can stand where it has literals; <see langword="null"/> for any.</summary>
    public byte[]? LiteralBytes { get; } = BytesOf(Slots);

    /// <summary>Takes a template apart.</summary>
    /// <exception cref="InvalidDataException">Its marks are not what a splitter makes.</exception>
    public static TextTemplate Parse(ReadOnlySpan<byte> template, int firstNumber)
    {
        var parts = new List<byte[]>();
        var slots = new List<Slot>();
        int start = 0;
        for (int at = 0; at < template.Length; at++)
        {
            byte b = template[at];
            if (b is 0 or > (byte)LiteralKind.Text) continue;
            parts.Add(template[start..at].ToArray());
            var kind = (LiteralKind)b;
            byte more = 0;
            if (kind is LiteralKind.Hex or LiteralKind.Moment or LiteralKind.Padded)
            {
                if (++at == template.Length) throw new InvalidDataException("a template ends inside a mark");
                more = template[at];
            }
            bool isValid = kind switch
            {
                LiteralKind.Hex => more is >= 2 and <= 64 && more % 2 == 0,
                LiteralKind.Padded => more is >= 1 and <= 18,
                _ => true,
            };
            if (!isValid) throw new InvalidDataException($"a template has a literal of {more} digits");
            slots.Add(new Slot(kind, more));
            start = at + 1;
        }
        parts.Add(template[start..].ToArray());
        return new TextTemplate([.. parts], [.. slots], firstNumber);
    }

    private static byte[]? BytesOf(Slot[] slots)
    {
        if (Array.Exists(slots, static slot => slot.Kind == LiteralKind.Text)) return null;
        if (slots.Length == 0) return [];
        bool hasHex = Array.Exists(slots, static slot => slot.Kind is LiteralKind.Hex or LiteralKind.Uuid);
        bool hasSigns = Array.Exists(slots, static slot => slot.Kind is LiteralKind.Moment or LiteralKind.Uuid);
        return [.. "0123456789"u8, .. hasHex ? "abcdef"u8 : [], .. hasSigns ? "-: T"u8 : []];
    }
}
