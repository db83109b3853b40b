using System.Text;

namespace Ashiato.Search.Dsl;

/// <summary>Regular expressions as Elasticsearch's <c>regexp</c> writes them: bound to the whole value, with a few signs of their own.</summary>
internal static class RegexpSyntax
{
    /// <summary>The same expression in the syntax of <see cref="Storage.Queries.Filter.TextMatches"/>.</summary>
    /// <exception cref="SearchException">The expression uses an operator that is not supported.</exception>
    public static string ToRegex(string pattern)
    {
        if (pattern.Length > 1_000) throw SearchException.Illegal($"The length of regex [{pattern.Length}] exceeds the maximum of [1000].");
        var regex = new StringBuilder(@"\A(?:");
        bool isInClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char character = pattern[i];
            switch (character)
            {
                case '\\' when i + 1 < pattern.Length:
                    regex.Append('\\').Append(pattern[++i]);
                    break;
                case '[':
                    isInClass = true;
                    regex.Append('[');
                    break;
                case ']':
                    isInClass = false;
                    regex.Append(']');
                    break;
                case '"' when !isInClass:
                    // Between quotes every sign is plain.
                    int end = pattern.IndexOf('"', i + 1);
                    if (end < 0) throw SearchException.Illegal($"The quote at {i} of the regular expression [{pattern}] is not closed.");
                    regex.Append(System.Text.RegularExpressions.Regex.Escape(pattern[(i + 1)..end]));
                    i = end;
                    break;
                case '~' or '&' or '<' or '@' when !isInClass:
                    throw SearchException.Unsupported($"The operator '{character}' in the regular expression [{pattern}]; behind a backslash it stands for itself, and it");
                // Here these are signs like any other.
                case '^' or '$' when !isInClass:
                    regex.Append('\\').Append(character);
                    break;
                default:
                    regex.Append(character);
                    break;
            }
        }
        return regex.Append(@")\z").ToString();
    }
}
