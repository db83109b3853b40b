using System.Text;
using System.Text.RegularExpressions;
using Ashiato.Query;

namespace Ashiato.Search.Dsl;

/// <summary>Regular expressions as Elasticsearch's <c>regexp</c> writes them: bound to the whole value, with a few signs of their own.</summary>
internal static class RegexpSyntax
{
    // What a backslash before a letter stands for a class of characters; before any other sign, for the sign.
    private const string Classes = "dDsSwW";

    /// <summary>The same expression in the syntax of <see cref="Storage.Queries.Filter.TextMatches"/>.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="flags">The names of the operators that are on, between bars: <c>ALL</c>, <c>NONE</c>, <c>ANYSTRING</c> and so on; all of them when not said.</param>
    /// <exception cref="SearchException">The expression uses an operator that is not supported.</exception>
    public static string ToRegex(string pattern, string? flags = null) => $@"\A(?:{Translate(pattern, flags, ".")})\z";

    /// <summary>The same for a word of a text: a point is then a character of words.</summary>
    /// <exception cref="SearchException">The expression uses an operator that is not supported.</exception>
    public static string ToWordRegex(string pattern, string? flags = null) => Translate(pattern, flags, TextSearch.WordCharacter);

    private static string Translate(string pattern, string? flags, string anything)
    {
        if (pattern.Length > 1_000) throw SearchException.Illegal($"The length of regex [{pattern.Length}] exceeds the maximum of [1000].");
        var regex = new StringBuilder();
        bool isInClass = false;
        int open = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char character = pattern[i];
            switch (character)
            {
                case '\\' when i + 1 < pattern.Length:
                    char taken = pattern[++i];
                    if (Classes.Contains(taken, StringComparison.Ordinal) || !char.IsAsciiLetterOrDigit(taken)) regex.Append('\\');
                    regex.Append(taken);
                    break;
                case '[':
                    isInClass = true;
                    regex.Append('[');
                    break;
                case ']':
                    isInClass = false;
                    regex.Append(']');
                    break;
                case '(' when !isInClass:
                    open++;
                    regex.Append('(');
                    break;
                case ')' when !isInClass:
                    // It would close what stands around the whole expression.
                    if (--open < 0) throw SearchException.Query($"The parenthesis at {i} of the regular expression [{pattern}] closes none.");
                    regex.Append(')');
                    break;
                case '"' when !isInClass:
                    // Between quotes every sign is plain.
                    int end = pattern.IndexOf('"', i + 1);
                    if (end < 0) throw SearchException.Illegal($"The quote at {i} of the regular expression [{pattern}] is not closed.");
                    regex.Append(Regex.Escape(pattern[(i + 1)..end]));
                    i = end;
                    break;
                case '@' when !isInClass && IsOn("ANYSTRING", flags):
                    regex.Append(anything).Append('*');
                    break;
                case '~' when !isInClass && IsOn("COMPLEMENT", flags):
                case '&' when !isInClass && IsOn("INTERSECTION", flags):
                case '<' when !isInClass && IsOn("INTERVAL", flags):
                    throw SearchException.Unsupported($"The operator '{character}' in the regular expression [{pattern}]; behind a backslash it stands for itself, and it");
                case '.' when !isInClass:
                    regex.Append(anything);
                    break;
                // Here these are signs like any other.
                case '^' or '$' when !isInClass:
                    regex.Append('\\').Append(character);
                    break;
                default:
                    regex.Append(character);
                    break;
            }
        }
        return regex.ToString();
    }

    private static bool IsOn(string name, string? flags) =>
        flags is null || flags.Split('|').Any(flag => flag.Equals("ALL", StringComparison.OrdinalIgnoreCase) || flag.Equals(name, StringComparison.OrdinalIgnoreCase));
}
