using System.Globalization;
using System.Text;

namespace Ashiato.Query.Kql;

/// <summary>Cuts a query's text into tokens. Any text can be cut; what is wrong with it is for the parser to say.</summary>
internal static class KqlTokenizer
{
    private const string Special = "():<>\"{}";

    /// <summary>The tokens, the last of which is the end.</summary>
    public static List<KqlToken> Read(string text)
    {
        var tokens = new List<KqlToken>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            var token = ReadOne(text, at);
            tokens.Add(token);
            at = token.At.End;
        }
        tokens.Add(new KqlToken(KqlTokenKind.End, new KqlSpan(text.Length, 0)));
        return tokens;
    }

    /// <summary>True when a character must be escaped in unquoted text.</summary>
    public static bool IsSpecial(char character) => Special.Contains(character, StringComparison.Ordinal) || character is '*' or '\\' || char.IsWhiteSpace(character);

    /// <summary>The keyword that a word is, or <see cref="KqlTokenKind.Word"/>.</summary>
    public static KqlTokenKind KeywordOf(ReadOnlySpan<char> word)
    {
        if (word.Equals("and", StringComparison.OrdinalIgnoreCase)) return KqlTokenKind.And;
        if (word.Equals("or", StringComparison.OrdinalIgnoreCase)) return KqlTokenKind.Or;
        return word.Equals("not", StringComparison.OrdinalIgnoreCase) ? KqlTokenKind.Not : KqlTokenKind.Word;
    }

    private static KqlToken ReadOne(string text, int start)
    {
        switch (text[start])
        {
            case '(':
                return new KqlToken(KqlTokenKind.Open, new KqlSpan(start, 1));
            case ')':
                return new KqlToken(KqlTokenKind.Close, new KqlSpan(start, 1));
            case ':':
                return new KqlToken(KqlTokenKind.Colon, new KqlSpan(start, 1));
            case '<' or '>':
                bool orEqual = start + 1 < text.Length && text[start + 1] == '=';
                return new KqlToken(KqlTokenKind.Range, new KqlSpan(start, orEqual ? 2 : 1));
            case '"':
                return ReadQuoted(text, start);
            // Braces would open conditions on nested objects, of which events have none. As a word of their own they are reported where they stand.
            case '{' or '}':
                return new KqlToken(KqlTokenKind.Word, new KqlSpan(start, 1), text[start].ToString());
            default:
                return ReadWord(text, start);
        }
    }

    private static KqlToken ReadWord(string text, int start)
    {
        var pattern = new StringBuilder();
        int at = start;
        // Of "\\not", the backslash keeps the keyword from being one; it does not begin a new line.
        if (text[at] == '\\' && KeywordOf(RawWord(text, at + 1)) != KqlTokenKind.Word) at++;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && !Special.Contains(text[at], StringComparison.Ordinal))
        {
            if (text[at] == '\\') at = ReadEscape(text, at, pattern, isQuoted: false);
            else AppendPlain(pattern, text[at++]);
        }
        var span = new KqlSpan(start, at - start);
        return new KqlToken(KeywordOf(text.AsSpan(start, span.Length)), span, pattern.ToString());
    }

    private static ReadOnlySpan<char> RawWord(string text, int start)
    {
        int end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !Special.Contains(text[end], StringComparison.Ordinal)) end++;
        return text.AsSpan(start, end - start);
    }

    private static KqlToken ReadQuoted(string text, int start)
    {
        var pattern = new StringBuilder();
        int at = start + 1;
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\') at = ReadEscape(text, at, pattern, isQuoted: true);
            else AppendLiterally(pattern, text[at++]);
        }
        bool isOpenEnded = at == text.Length;
        return new KqlToken(KqlTokenKind.Quoted, new KqlSpan(start, at - start + (isOpenEnded ? 0 : 1)), pattern.ToString(), isOpenEnded);
    }

    /// <summary>Reads a backslash and what it makes of the next characters. In quotes it stands for itself before what needs none, as in <c>"C:\Users"</c>.</summary>
    /// <returns>Where to go on.</returns>
    private static int ReadEscape(string text, int at, StringBuilder pattern, bool isQuoted)
    {
        if (at + 1 == text.Length)
        {
            AppendLiterally(pattern, '\\');
            return at + 1;
        }
        char next = text[at + 1];
        if (next == 'u' && at + 6 <= text.Length && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            AppendLiterally(pattern, (char)unit);
            return at + 6;
        }
        if (isQuoted && next is not ('"' or '\\' or 't' or 'r' or 'n'))
        {
            AppendLiterally(pattern, '\\');
            return at + 1;
        }
        AppendLiterally(pattern, next switch { 't' => '\t', 'r' => '\r', 'n' => '\n', _ => next });
        return at + 2;
    }

    private static void AppendPlain(StringBuilder pattern, char character)
    {
        if (character == '*') pattern.Append('*');
        else AppendLiterally(pattern, character);
    }

    private static void AppendLiterally(StringBuilder pattern, char character)
    {
        if (character is '*' or '?' or '\\') pattern.Append('\\');
        pattern.Append(character);
    }
}
