using System.Text;
using System.Text.Unicode;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Texts as senders may send them, made such as are kept.</summary>
internal static class Utf8Text
{
    /// <summary>The longest keyword, in characters. Longer ones are cut, as everything but statements and stack traces is.</summary>
    public const int MaxCharacters = 1_024;

    /// <summary>The text, with U+FFFD for what is not UTF-8. Allocates only then.</summary>
    public static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? utf8 : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));

    /// <summary>The first <see cref="MaxCharacters"/> characters of a valid text.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxCharacters) return utf8;
        int characters = 0;
        for (int at = 0; at < utf8.Length; at++)
        {
            // Bytes 10xxxxxx go on with a character; all others begin one.
            bool isFirst = (utf8[at] & 0xC0) != 0x80;
            if (isFirst && characters++ == MaxCharacters) return utf8[..at];
        }
        return utf8;
    }
}
