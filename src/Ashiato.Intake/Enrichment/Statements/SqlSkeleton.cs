using System.Buffers;

namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>Copies a statement without its plainest constants, in a fraction of the time that its fingerprint takes.</summary>
/// <remarks>
/// Statements with the same skeleton have the same fingerprint, in any dialect. The other way round it need not be: white space, letter case and
/// whatever is not plain stay as they are. Where one cannot tell without the dialect which quotes belong together, there is no skeleton.
/// </remarks>
internal static class SqlSkeleton
{
    private static readonly SearchValues<byte> s_stops = SearchValues.Create("0123456789'\"`[\\$#-/%"u8);
    private static readonly SearchValues<byte> s_quotes = SearchValues.Create("'\"`"u8);

    /// <summary>Writes the skeleton of a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="target">Room for it: the skeleton is never longer.</param>
    /// <returns>How many bytes were written; 0 where there is no skeleton, or no room.</returns>
    public static int Write(ReadOnlySpan<byte> statement, Span<byte> target)
    {
        if (statement.Length > target.Length) return 0;
        int read = 0, written = 0;
        while (true)
        {
            var rest = statement[read..];
            int stop = rest.IndexOfAny(s_stops);
            int plain = stop < 0 ? rest.Length : stop;
            rest[..plain].CopyTo(target[written..]);
            written += plain;
            if (stop < 0) return written;
            int length = LengthOf(statement, read += plain, out var instead);
            if (length == 0) return 0;
            if (instead.IsEmpty) instead = statement.Slice(read, length);
            instead.CopyTo(target[written..]);
            written += instead.Length;
            read += length;
        }
    }

    /// <summary>How far what begins at a stop reaches.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="at">Where the stop is.</param>
    /// <param name="instead">What stands for it in the skeleton; empty when it stays as it is.</param>
    /// <returns>Its length; 0 when that is a question of the dialect.</returns>
    private static int LengthOf(ReadOnlySpan<byte> statement, int at, out ReadOnlySpan<byte> instead)
    {
        instead = default;
        var rest = statement[at..];
        byte next = rest.Length > 1 ? rest[1] : (byte)0;
        switch (rest[0])
        {
            case (byte)'\'':
                int quoted = QuotedLength(rest);
                instead = "''"u8;
                // Oracle's q'[it's]' ends by rules of its own.
                return at > 0 && (statement[at - 1] | 0x20) == 'q' ? 0 : quoted;
            case (byte)'"' or (byte)'`':
                return QuotedLength(rest);
            case (byte)'[':
                return SqlBytes.IsWordStart(next) ? BracketLength(rest) : 1;
            case (byte)'$':
                return SqlBytes.IsDigit(next) ? 1 : 0;
            case (byte)'-':
                return next == '-' ? 0 : 1;
            case (byte)'/':
                return next == '*' ? 0 : 1;
            case (byte)'%':
                return next == '(' ? 0 : 1;
            case (byte)'\\' or (byte)'#':
                return 0;
            default:
                int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (digits < 0) digits = rest.Length;
                if (IsWholeNumber(statement, at, digits)) instead = "0"u8;
                return digits;
        }
    }

    /// <summary>How far a quote reaches, unless it is cut off, or has a backslash, which takes what follows it as it is or does not.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> rest)
    {
        int inside = rest[1..].IndexOf(rest[0]);
        return inside < 0 || rest.Slice(1, inside).Contains((byte)'\\') ? 0 : inside + 2;
    }

    /// <summary>What may be a name in brackets, or the place of an element: as it is, if both end at the same bracket.</summary>
    private static int BracketLength(ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf((byte)']') + 1;
        bool isDoubled = length < rest.Length && rest[length] == ']';
        return isDoubled || rest[..length].ContainsAny(s_quotes) ? 0 : length;
    }

    /// <summary>True when digits are a number by themselves, no part of a name, of another number or of a parameter.</summary>
    private static bool IsWholeNumber(ReadOnlySpan<byte> statement, int at, int length)
    {
        if (at > 0 && statement[at - 1] is var before && (SqlBytes.IsWordPart(before) || before is (byte)'.' or (byte)':' or (byte)'@' or (byte)'?' or (byte)'%')) return false;
        return at + length == statement.Length || (statement[at + length] is var after && !SqlBytes.IsWordPart(after) && after != '.');
    }
}
