using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Takes the literals out of a text; what remains, with a mark for each, is its template. Putting them back gives the same bytes.</summary>
internal sealed class TextSplitter : IDisposable
{
    private const int MostDigits = 18; // always less than 2^63
    private const int LeastHex = 16;
    private const int MostHex = 64;
    private const int MomentLength = 19;
    private const int UuidLength = 36;

    // Texts are walked byte by byte: words are short, and a look for the next byte of interest ends in nearly each of them.
    private static readonly Kinds[] s_kinds = [.. Enumerable.Range(0, 256).Select(static value => KindsOf((byte)value))];

    private readonly PooledBuffer _template = new(256);
    private readonly List<Literal> _literals = [];
    private int _taken; // how much of the text is in the template, or is a literal

    [Flags]
    private enum Kinds : byte
    {
        None = 0,
        Word = 1, // part of a word
        Digit = 2,
        HexLetter = 4,
        Hex = Digit | HexLetter,
        Quote = 8,
        Mark = 16, // would be mistaken for the mark of a literal
    }

    /// <summary>A literal of the text that was split last.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Value">Its number; of hex digits and texts nothing.</param>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">How many bytes it has.</param>
    internal readonly record struct Literal(LiteralKind Kind, long Value, int Start, int Length);

    /// <summary>The template of the text that was split last.</summary>
    public ReadOnlySpan<byte> Template => _template.Span;

    /// <summary>Its literals, in order.</summary>
    public IReadOnlyList<Literal> Literals => _literals;

    /// <summary>Splits a text into <see cref="Template"/> and <see cref="Literals"/>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="quotes">Whether what stands in single quotes is a literal too.</param>
    public void Split(ReadOnlySpan<byte> text, bool quotes)
    {
        Begin();
        int at = 0;
        while (at < text.Length)
        {
            var kinds = s_kinds[text[at]];
            if (kinds == Kinds.None) at++;
            else if ((kinds & Kinds.Word) != 0) at = SplitWord(text, at);
            else if (kinds == Kinds.Quote) at = quotes ? SplitQuoted(text, at) : at + 1;
            else
            {
                Whole(text);
                return;
            }
        }
        Copy(text[_taken..]);
    }

    /// <summary>Makes the whole text one literal.</summary>
    public void Whole(ReadOnlySpan<byte> text)
    {
        Begin();
        Mark(LiteralKind.Text, null, 0, text, 0, text.Length);
    }

    public void Dispose() => _template.Dispose();

    private static Kinds KindsOf(byte value)
    {
        char letter = (char)value;
        if (value is > 0 and <= (byte)LiteralKind.Text) return Kinds.Mark;
        if (letter == '\'') return Kinds.Quote;
        if (char.IsAsciiDigit(letter)) return Kinds.Word | Kinds.Digit;
        if (char.IsAsciiHexDigitLower(letter)) return Kinds.Word | Kinds.HexLetter;
        return char.IsAsciiLetter(letter) || value >= 0x80 || letter == '_' ? Kinds.Word : Kinds.None;
    }

    private void Begin()
    {
        _template.Clear();
        _literals.Clear();
        _taken = 0;
    }

    /// <summary>Takes what stands between two quotes, if there is anything.</summary>
    /// <returns>Where to go on.</returns>
    private int SplitQuoted(ReadOnlySpan<byte> text, int at)
    {
        int length = text[(at + 1)..].IndexOf((byte)'\'');
        if (length < 0) return at + 1;
        if (length > 0) Mark(LiteralKind.Text, null, 0, text, at + 1, length);
        return at + length + 2;
    }

    /// <summary>Takes the literals of a word: all of it, when that is a UUID or hex digits; or its numbers.</summary>
    /// <returns>Behind the word.</returns>
    private int SplitWord(ReadOnlySpan<byte> text, int at)
    {
        if (TryHex(text, at, out int end)) return end;
        while (at < text.Length && (s_kinds[text[at]] & Kinds.Word) != 0)
        {
            if ((s_kinds[text[at]] & Kinds.Digit) == 0) at++;
            else at = SplitNumber(text, at);
        }
        return at;
    }

    private bool TryHex(ReadOnlySpan<byte> text, int at, out int end)
    {
        end = at;
        var found = Kinds.None;
        while (end < text.Length && (s_kinds[text[end]] & Kinds.Hex) is not Kinds.None and var kinds)
        {
            found |= kinds;
            end++;
        }
        int length = end - at;
        if (length == 8 && IsUuid(text[at..]))
        {
            end = at + UuidLength;
            Mark(LiteralKind.Uuid, null, 0, text, at, UuidLength);
            return true;
        }
        bool isHex = length is >= LeastHex and <= MostHex && length % 2 == 0 && found == Kinds.Hex && EndsWord(text, end);
        if (isHex) Mark(LiteralKind.Hex, (byte)length, 0, text, at, length);
        return isHex;
    }

    private int SplitNumber(ReadOnlySpan<byte> text, int at)
    {
        if (TryMoment(text[at..], out long seconds))
        {
            Mark(LiteralKind.Moment, text[at + 10], seconds, text, at, MomentLength);
            return at + MomentLength;
        }
        int length = 0;
        long value = 0;
        while (length < MostDigits && at + length < text.Length && (s_kinds[text[at + length]] & Kinds.Digit) != 0)
            value = (value * 10) + (text[at + length++] - '0');
        if (text[at] == '0' && length > 1) Mark(LiteralKind.Padded, (byte)length, value, text, at, length);
        else Mark(LiteralKind.Number, null, value, text, at, length);
        return at + length;
    }

    private static bool TryMoment(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length < MomentLength || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' || text[10] is not ((byte)' ' or (byte)'T')) return false;
        if (!TryDigits(text[..4], out int year) || !TryDigits(text.Slice(5, 2), out int month) || !TryDigits(text.Slice(8, 2), out int day)) return false;
        if (!TryDigits(text.Slice(11, 2), out int hour) || !TryDigits(text.Slice(14, 2), out int minute) || !TryDigits(text.Slice(17, 2), out int second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        seconds = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length < UuidLength || !EndsWord(text, UuidLength)) return false;
        for (int i = 0; i < UuidLength; i++)
        {
            bool isDash = i is 8 or 13 or 18 or 23;
            if (isDash ? text[i] != '-' : (s_kinds[text[i]] & Kinds.Hex) == 0) return false;
        }
        return true;
    }

    private static bool EndsWord(ReadOnlySpan<byte> text, int at) => at == text.Length || (s_kinds[text[at]] & Kinds.Word) == 0;

    private void Copy(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_template.GetSpan(text.Length));
        _template.Advance(text.Length);
    }

    /// <summary>Takes a literal, after what stands before it.</summary>
    private void Mark(LiteralKind kind, byte? more, long value, ReadOnlySpan<byte> text, int start, int length)
    {
        Copy(text[_taken..start]);
        _taken = start + length;
        var mark = _template.GetSpan(2);
        mark[0] = (byte)kind;
        if (more is { } second) mark[1] = second;
        _template.Advance(more is null ? 1 : 2);
        _literals.Add(new Literal(kind, value, start, length));
    }
}
