using System.Buffers;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Which bytes of UTF-8 may stand where in a statement.</summary>
internal static class SqlBytes
{
    private const byte WordStart = 1;
    private const byte WordPart = 2;
    private const byte Digit = 4;

    private static readonly byte[] s_classes = Classes();

    /// <summary>Digits of any base up to 16.</summary>
    public static SearchValues<byte> HexadecimalDigits { get; } = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>What a decimal number is made of, its exponent included.</summary>
    public static SearchValues<byte> NumberParts { get; } = SearchValues.Create("0123456789.eE+-_"u8);

    /// <summary>Letters of any script, and <c>_</c>.</summary>
    public static bool IsWordStart(byte value) => (s_classes[value] & WordStart) != 0;

    /// <summary>The same, digits and <c>$</c>.</summary>
    public static bool IsWordPart(byte value) => (s_classes[value] & WordPart) != 0;

    /// <summary>0 to 9.</summary>
    public static bool IsDigit(byte value) => (s_classes[value] & Digit) != 0;

    /// <summary>How many bytes the operator at the beginning of a text has; 1 where it is none of several signs.</summary>
    public static int SignLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || s_classes[text[1]] != 0 || text[1] <= ' ') return 1;
        if (text.Length > 2 && IsSign(text[..3])) return 3;
        return IsSign(text[..2]) ? 2 : 1;
    }

    private static bool IsSign(ReadOnlySpan<byte> text) => text.Length == 3
        ? text.SequenceEqual("<=>"u8) || text.SequenceEqual("->>"u8) || text.SequenceEqual("#>>"u8) || text.SequenceEqual("!~*"u8)
        : text[0] switch
        {
            (byte)'<' => text[1] is (byte)'=' or (byte)'>' or (byte)'<' or (byte)'@',
            (byte)'>' => text[1] is (byte)'=' or (byte)'>',
            (byte)'!' => text[1] is (byte)'=' or (byte)'~',
            (byte)'|' => text[1] == '|',
            (byte)'&' => text[1] == '&',
            (byte)':' => text[1] is (byte)':' or (byte)'=',
            (byte)'-' or (byte)'#' or (byte)'@' or (byte)'=' => text[1] == '>',
            (byte)'~' => text[1] == '*',
            (byte)'?' => text[1] is (byte)'|' or (byte)'&',
            _ => false,
        };

    private static byte[] Classes()
    {
        var classes = new byte[256];
        for (int value = 0; value < 256; value++)
        {
            bool isLetter = value is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' or >= 0x80;
            bool isDigit = value is >= '0' and <= '9';
            classes[value] = (byte)((isLetter ? WordStart | WordPart : 0) | (isDigit ? WordPart | Digit : 0) | (value == '$' ? WordPart : 0));
        }
        return classes;
    }
}
