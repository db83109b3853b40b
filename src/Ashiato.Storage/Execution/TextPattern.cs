using System.Buffers;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Storage.Execution;

/// <summary>A pattern of whole texts: <c>*</c> stands for any text, <c>?</c> for one character, a backslash makes either of them, or itself, plain.</summary>
internal sealed class TextPattern : ITextTest
{
    // Bytes that UTF-8 never contains, in the place of what the pattern's signs stand for.
    private const byte AnyText = 0xFF;
    private const byte OneCharacter = 0xFE;

    private readonly byte[] _pattern;
    private readonly bool _ignoreCase;
    private byte[] _folded = [];

    public TextPattern(string pattern, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        _pattern = Compile(Encoding.UTF8.GetBytes(pattern));
        if (ignoreCase) _pattern = Fold(_pattern).ToArray();
        Number = SoughtNumber.In(_pattern);
    }

    /// <inheritdoc/>
    public SoughtNumber? Number { get; }

    /// <summary>True when the whole text fits.</summary>
    public bool IsMatch(ReadOnlySpan<byte> utf8) => Fits(_ignoreCase ? Fold(utf8) : utf8, _pattern);

    /// <summary>Judges every text of a pool.</summary>
    /// <returns><see langword="false"/> when none fits.</returns>
    public bool Judge(Utf8Pool pool, Span<bool> verdicts)
    {
        if (!_ignoreCase && Inside(_pattern) is { IsEmpty: false } part) return JudgeContained(pool, part, verdicts);
        bool any = false;
        for (int code = 0; code < verdicts.Length; code++)
            any |= verdicts[code] = IsMatch(pool[code]);
        return any;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Of what the pattern asks for between its signs, every stretch that cannot come from a literal must stand in one part: literals are never empty, so
    /// parts do not touch.
    /// </remarks>
    public bool MayPass(ReadOnlySpan<byte> template, byte[]? literalBytes)
    {
        if (literalBytes is null) return true;
        var parts = _ignoreCase ? Fold(template) : template;
        for (int at = 0; at < _pattern.Length;)
        {
            int length = 0;
            while (at + length < _pattern.Length && IsFixed(_pattern[at + length], literalBytes)) length++;
            if (length > 0 && parts.IndexOf(_pattern.AsSpan(at, length)) < 0) return false;
            at += length + 1;
        }
        return true;
    }

    private bool IsFixed(byte one, byte[] literalBytes)
    {
        if (one is AnyText or OneCharacter || literalBytes.AsSpan().Contains(one)) return false;
        // The pattern is in lower case then, and so would be what a literal says in upper case.
        return !_ignoreCase || !literalBytes.AsSpan().Contains((byte)char.ToUpperInvariant((char)one));
    }

    /// <summary>What a text must contain, when the pattern asks for nothing else.</summary>
    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> pattern)
    {
        if (pattern.Length < 3 || pattern[0] != AnyText || pattern[^1] != AnyText) return default;
        var part = pattern[1..^1];
        return part.ContainsAny(AnyText, OneCharacter) ? default : part;
    }

    /// <summary>Searches all texts at once: they lie behind one another, and most of them hold nothing of it.</summary>
    private static bool JudgeContained(Utf8Pool pool, ReadOnlySpan<byte> part, Span<bool> verdicts)
    {
        var bytes = pool.Bytes;
        var ends = pool.Ends;
        bool any = false;
        for (int from = 0; bytes[from..].IndexOf(part) is >= 0 and var found;)
        {
            int start = from + found;
            // The first text that ends behind the first byte of what was found.
            int code = ends.BinarySearch(start + 1);
            if (code < 0) code = ~code;
            // Texts without a byte share their end with the one before.
            while (code > 0 && ends[code - 1] == ends[code]) code--;
            bool isWhole = start + part.Length <= ends[code];
            if (isWhole) any = verdicts[code] = true;
            from = isWhole ? ends[code] : start + 1;
        }
        return any;
    }

    private static byte[] Compile(ReadOnlySpan<byte> written)
    {
        var pattern = new byte[written.Length];
        int length = 0;
        for (int i = 0; i < written.Length; i++)
        {
            bool isPlain = written[i] == (byte)'\\' && i + 1 < written.Length && written[i + 1] is (byte)'*' or (byte)'?' or (byte)'\\';
            if (isPlain) i++;
            pattern[length++] = written[i] switch
            {
                (byte)'*' when !isPlain => AnyText,
                (byte)'?' when !isPlain => OneCharacter,
                var plain => plain,
            };
        }
        return pattern[..length];
    }

    /// <summary>Goes back to the newest star only: an earlier one cannot do better, so the time is at most text times pattern.</summary>
    private static bool Fits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        int at = 0, p = 0, star = -1, starAt = 0;
        while (at < text.Length)
        {
            if (p < pattern.Length && pattern[p] == AnyText)
            {
                star = p++;
                if (p == pattern.Length) return true;
                starAt = at;
            }
            else if (p < pattern.Length && pattern[p] == OneCharacter)
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
        while (p < pattern.Length && pattern[p] == AnyText) p++;
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
        // A character of one byte can become one of three, never of more.
        if (_folded.Length < utf8.Length * 3) _folded = new byte[utf8.Length * 3];
        // Nearly all texts begin with letters of ASCII, and most hold nothing else.
        Ascii.ToLower(utf8, _folded, out int length);
        utf8 = utf8[length..];
        while (!utf8.IsEmpty)
        {
            // Upper case first, then lower: some letters (ſ, K as the sign of kelvin) only meet their usual form on that way.
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
