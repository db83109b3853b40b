namespace Ashiato.Query;

/// <summary>Patterns of field names, in the notation of <see cref="Storage.Queries.Filter.TextLike"/>.</summary>
public static class NamePattern
{
    /// <summary>True when the whole name fits: a star stands for any text, a backslash takes the next character as it is. Letter case counts.</summary>
    public static bool Fits(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0, p = 0, star = -1, starAt = 0;
        while (at < name.Length)
        {
            bool isEscaped = p + 1 < pattern.Length && pattern[p] == '\\';
            if (p < pattern.Length && !isEscaped && pattern[p] == '*')
            {
                (star, starAt) = (p++, at);
            }
            else if (p < pattern.Length && pattern[isEscaped ? p + 1 : p] == name[at])
            {
                at++;
                p += isEscaped ? 2 : 1;
            }
            else if (star >= 0)
            {
                (p, at) = (star + 1, ++starAt);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
