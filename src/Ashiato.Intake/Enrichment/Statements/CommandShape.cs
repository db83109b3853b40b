namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Writes commands to a store of keys, such as Redis or Memcached, without what differs: <c>GET user:?</c>.</summary>
/// <remarks>
/// The command is in capitals; of its key the parts that look like names stay; further arguments are one <c>?</c>. Several commands, a line each,
/// are separated by <c>; </c>, equal neighbours once.
/// </remarks>
internal static class CommandShape
{
    public static void Write(ReadOnlySpan<byte> commands, ref FingerprintText text)
    {
        int earlierStart = 0, earlierEnd = -1;
        foreach (var line in commands.Split((byte)'\n'))
        {
            var command = commands[line].Trim(" \t\r;"u8);
            if (command.IsEmpty) continue;
            int before = text.Length;
            if (before > 0) text.Add("; "u8);
            int start = text.Length;
            WriteOne(command, ref text);
            if (earlierEnd >= 0 && text.Written[start..].SequenceEqual(text.Written[earlierStart..earlierEnd])) text.CutTo(before);
            else (earlierStart, earlierEnd) = (start, text.Length);
        }
        if (text.IsFull) text.MarkCut();
    }

    private static void WriteOne(ReadOnlySpan<byte> command, ref FingerprintText text)
    {
        int word = 0;
        foreach (var range in command.Split((byte)' '))
        {
            var part = command[range];
            if (part.IsEmpty) continue;
            if (word == 0) AddCapitals(part, ref text);
            else if (word == 1) AddKey(part, ref text);
            else if (word == 2) text.Add(" ?"u8);
            else return;
            word++;
        }
    }

    private static void AddCapitals(ReadOnlySpan<byte> name, ref FingerprintText text)
    {
        foreach (byte letter in name) text.Add(letter is >= (byte)'a' and <= (byte)'z' ? (byte)(letter - 32) : letter);
    }

    private static void AddKey(ReadOnlySpan<byte> key, ref FingerprintText text)
    {
        text.Add((byte)' ');
        int at = 0;
        while (at < key.Length)
        {
            int length = key[at..].IndexOfAny(":/.|"u8);
            var part = length < 0 ? key[at..] : key.Slice(at, length);
            if (IsName(part)) text.Add(part);
            else text.Add((byte)'?');
            if (length < 0) return;
            text.Add(key[at + length]);
            at += length + 1;
        }
    }

    /// <summary>Only letters, <c>_</c> and <c>-</c>, and no longer than people name things.</summary>
    private static bool IsName(ReadOnlySpan<byte> part)
    {
        const int longest = 40;
        if (part.Length > longest) return false;
        foreach (byte value in part)
            if (value is not (>= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_' or (byte)'-' or (byte)'*' or (byte)'{' or (byte)'}')) return false;
        return true;
    }
}
