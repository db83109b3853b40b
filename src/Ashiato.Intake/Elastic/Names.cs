namespace Ashiato.Intake.Elastic;

/// <summary>Spelling of names that senders choose freely.</summary>
internal static class Names
{
    /// <summary>Replaces, in place, the characters that a label's or mark's name must not have: dot, star and quote.</summary>
    public static void Cleanse(Span<byte> name)
    {
        while (name.IndexOfAny((byte)'.', (byte)'*', (byte)'"') is var at and >= 0)
        {
            name[at] = (byte)'_';
            name = name[(at + 1)..];
        }
    }

    /// <summary>Writes an HTTP header's name the usual way, <c>Content-Type</c>, in place. One with characters that headers cannot have stays.</summary>
    public static void Canonicalise(Span<byte> name)
    {
        foreach (byte c in name)
            if (!IsToken(c)) return;
        bool isFirst = true;
        for (int i = 0; i < name.Length; i++)
        {
            byte c = name[i];
            if (isFirst && c is >= (byte)'a' and <= (byte)'z') name[i] = (byte)(c - 32);
            else if (!isFirst && c is >= (byte)'A' and <= (byte)'Z') name[i] = (byte)(c + 32);
            isFirst = c == (byte)'-';
        }
    }

    /// <summary>Writes a service's name as part of a data stream's: lower case, and no character that the name of an index must not have.</summary>
    public static void AddDataset(ReadOnlySpan<byte> service, ByteBuffer target)
    {
        var lower = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(service).ToLowerInvariant());
        for (int i = 0; i < lower.Length; i++)
            if ("\\/*?\"<>| ,#:-"u8.Contains(lower[i])) lower[i] = (byte)'_';
        target.Add(lower);
    }

    private static bool IsToken(byte c) =>
        c is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' || "!#$%&'*+-.^_`|~"u8.Contains(c);
}
