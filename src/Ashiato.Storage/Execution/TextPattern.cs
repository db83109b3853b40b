using System.Buffers;
using System.Text;

namespace Ashiato.Storage.Execution;

/// <summary>A pattern of whole texts: <c>*</c> stands for any text, <c>?</c> for one character.</summary>
internal sealed class TextPattern
{
    private readonly byte[] _pattern;
    private readonly bool _ignoreCase;
    private byte[] _folded = [];

    public TextPattern(string pattern, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        _pattern = Encoding.UTF8.GetBytes(pattern);
        if (ignoreCase) _pattern = Fold(_pattern).ToArray();
    }

    /// <summary>True when the whole text fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> utf8) => Fits(_ignoreCase ? Fold(utf8) : utf8, _pattern);

    /// <summary>Goes back to the newest star only: an earlier one cannot do better, so the time is at most text times pattern.</summary>
    private static bool Fits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        int at = 0, p = 0, star = -1, starAt = 0;
        while (at < text.Length)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                star = p++;
                starAt = at;
            }
            else if (p < pattern.Length && pattern[p] == (byte)'?')
            {
                at = AfterCharacter(text, at);
                p++;
            }
            else if (p < pattern.Length && pattern[p] == text[at])
            {
                at++;
                p++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                at = starAt = AfterCharacter(text, starAt);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == (byte)'*') p++;
        return p == pattern.Length;
    }

    private static int AfterCharacter(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (at < text.Length && (text[at] & 0xC0) == 0x80) at++;
        return at;
    }

    /// <summary>Every character in the form that letters of either case share.</summary>
    private ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> utf8)
    {
        // Upper case first, then lower: some letters (ſ, K as the sign of kelvin) only meet their usual form on that way.
        // A character of one byte can become one of three, never of more.
        if (_folded.Length < utf8.Length * 3) _folded = new byte[utf8.Length * 3];
        int length = 0;
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out int consumed) != OperationStatus.Done)
            {
                _folded[length++] = utf8[0];
                utf8 = utf8[1..];
                continue;
            }
            length += Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).EncodeToUtf8(_folded.AsSpan(length));
            utf8 = utf8[consumed..];
        }
        return _folded.AsSpan(0, length);
    }
}
