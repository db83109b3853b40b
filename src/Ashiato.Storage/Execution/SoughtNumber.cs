namespace Ashiato.Storage.Execution;

/// <summary>A number that a text has between two bytes that are no part of numbers, moments, hex digits or UUIDs: <c>= 7919 </c>.</summary>
/// <param name="Value">The number.</param>
/// <param name="Digits">Its digits as the text has them, with the bytes around them where those cannot be the quotes of a literal.</param>
internal sealed record SoughtNumber(long Value, byte[] Digits)
{
    // Longer ones are several numbers to those who keep texts as templates.
    private const int MostDigits = 18;

    /// <summary>The longest number in what is asked for.</summary>
    /// <param name="asked">Bytes that a text must have one after the other, and signs for anything else, which are above those of ASCII.</param>
    public static SoughtNumber? In(ReadOnlySpan<byte> asked)
    {
        SoughtNumber? longest = null;
        int most = 0;
        for (int start = 1; start < asked.Length;)
        {
            int length = asked[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (length < 0) break;
            int end = start + length;
            if (length > most && length <= MostDigits && Ends(asked[start - 1]) && Ends(asked[end]))
            {
                most = length;
                longest = new SoughtNumber(ValueOf(asked[start..end]), asked[(asked[start - 1] == '\'' ? start : start - 1)..(asked[end] == '\'' ? end : end + 1)].ToArray());
            }
            start = end + 1;
        }
        return longest;
    }

    /// <summary>True for what ends a number and nothing that is kept with it: moments go on after '-' and ':', hex digits with letters.</summary>
    private static bool Ends(byte one) => char.IsAscii((char)one) && !char.IsAsciiLetterOrDigit((char)one) && one is not ((byte)'-' or (byte)':');

    private static long ValueOf(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (byte digit in digits) value = (value * 10) + (digit - '0');
        return value;
    }
}
