using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments.Encodings;

/// <summary>Takes the literals out of a text; what remains, with a mark for each, is its template. Putting them back gives the same bytes.</summary>
internal sealed class TextSplitter : IDisposable
{
    private const int MostDigits = 18; // always less than 2^63
    private const int LeastHex = 16;
    private const int MostHex = 64;
    private const int MomentLength = 19;
    private const int UuidLength = 36;

    // Where a literal may begin, and what would be mistaken for a mark.
    private static readonly SearchValues<byte> s_interesting = SearchValues.Create("0123456789abcdef'\u0001\u0002\u0003\u0004\u0005\u0006"u8);
    private static readonly SearchValues<byte> s_interestingNoQuotes = SearchValues.Create("0123456789abcdef\u0001\u0002\u0003\u0004\u0005\u0006"u8);

    private readonly PooledBuffer _template = new(256);
    private readonly List<Literal> _literals = [];

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

    /// <param name="text">UTF-8.</param>
    /// <param name="quotes">Whether what stands in single quotes is a literal too.</param>
    public void Split(ReadOnlySpan<byte> text, bool quotes)
    {
        _template.Clear();
        _literals.Clear();
        var interesting = quotes ? s_interesting : s_interestingNoQuotes;
        int at = 0;
        while (at < text.Length)
        {
            int next = text[at..].IndexOfAny(interesting);
            if (next < 0) next = text.Length - at;
            Copy(text.Slice(at, next));
            at += next;
            if (at == text.Length) return;

            byte first = text[at];
            if (first <= (byte)LiteralKind.Text)
            {
                Whole(text);
                return;
            }
            if (first == (byte)'\'' && TryQuoted(text, at, out int length))
            {
                Copy("'"u8);
                Mark(LiteralKind.Text, null, 0, at + 1, length - 2);
                Copy("'"u8);
            }
            else if (!TryWord(text, at, out length)) Copy(text.Slice(at, length));
            at += length;
        }
    }

    /// <summary>Makes the whole text one literal.</summary>
    public void Whole(ReadOnlySpan<byte> text)
    {
        _template.Clear();
        _literals.Clear();
        Mark(LiteralKind.Text, null, 0, 0, text.Length);
    }

    public void Dispose() => _template.Dispose();

    private static bool TryQuoted(ReadOnlySpan<byte> text, int at, out int length)
    {
        int end = text[(at + 1)..].IndexOf((byte)'\'');
        length = end + 2;
        if (end < 0) length = 1;
        return end > 0;
    }

    /// <summary>Takes a literal of digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where digits, or letters that could be hex digits, begin.</param>
    /// <param name="length">How far to go on, whether there was a literal or not.</param>
    private bool TryWord(ReadOnlySpan<byte> text, int at, out int length)
    {
        bool beginsWord = at == 0 || !IsLetterOrDigit(text[at - 1]);
        if (beginsWord)
        {
            int word = 0;
            bool hasDigit = false, hasLetter = false;
            while (at + word < text.Length && IsHex(text[at + word]))
            {
                if (char.IsAsciiDigit((char)text[at + word])) hasDigit = true;
                else hasLetter = true;
                word++;
            }
            bool endsWord = at + word == text.Length || !IsLetterOrDigit(text[at + word]);
            if (word == 8 && TryUuid(text[at..]))
            {
                length = UuidLength;
                Mark(LiteralKind.Uuid, null, 0, at, length);
                return true;
            }
            if (endsWord && hasDigit && hasLetter && word is >= LeastHex and <= MostHex && word % 2 == 0)
            {
                length = word;
                Mark(LiteralKind.Hex, (byte)word, 0, at, length);
                return true;
            }
        }
        if (!char.IsAsciiDigit((char)text[at]))
        {
            length = 1;
            while (at + length < text.Length && IsLetterOrDigit(text[at + length]) && !char.IsAsciiDigit((char)text[at + length])) length++;
            return false;
        }
        if (TryMoment(text[at..], out long seconds))
        {
            length = MomentLength;
            Mark(LiteralKind.Moment, text[at + 10], seconds, at, length);
            return true;
        }
        length = 0;
        long value = 0;
        while (length < MostDigits && at + length < text.Length && char.IsAsciiDigit((char)text[at + length]))
            value = (value * 10) + (text[at + length++] - '0');
        if (text[at] == '0' && length > 1) Mark(LiteralKind.Padded, (byte)length, value, at, length);
        else Mark(LiteralKind.Number, null, value, at, length);
        return true;
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

    private static bool TryUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length < UuidLength || (text.Length > UuidLength && IsLetterOrDigit(text[UuidLength]))) return false;
        for (int i = 0; i < UuidLength; i++)
        {
            bool isDash = i is 8 or 13 or 18 or 23;
            if (isDash ? text[i] != '-' : !IsHex(text[i])) return false;
        }
        return true;
    }

    private static bool IsHex(byte b) => b is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f';

    private static bool IsLetterOrDigit(byte b) => char.IsAsciiLetterOrDigit((char)b) || b >= 0x80 || b == '_';

    private void Copy(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_template.GetSpan(text.Length));
        _template.Advance(text.Length);
    }

    private void Mark(LiteralKind kind, byte? more, long value, int start, int length)
    {
        var mark = _template.GetSpan(2);
        mark[0] = (byte)kind;
        if (more is { } second) mark[1] = second;
        _template.Advance(more is null ? 1 : 2);
        _literals.Add(new Literal(kind, value, start, length));
    }
}
