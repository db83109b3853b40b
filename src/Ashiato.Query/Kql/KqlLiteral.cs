using System.Text;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Kql;

/// <summary>A field name or value of a query.</summary>
/// <param name="Pattern">The text in the notation of <see cref="Filter.TextLike"/>: an unquoted star stands for any text; stars, question marks and backslashes that are meant stand behind a backslash.</param>
/// <param name="IsQuoted">True when it stood in quotes: it has no wildcards then, and of a text it means the whole phrase.</param>
/// <param name="At">Where it stands.</param>
public sealed record KqlLiteral(string Pattern, bool IsQuoted, KqlSpan At = default)
{
    /// <summary>The literal of a text without wildcards.</summary>
    public static KqlLiteral Of(string text, bool isQuoted = true) => new(Filter.TextLike.Escape(text), isQuoted);

    /// <summary>True when there is a star that stands for any text.</summary>
    public bool HasWildcard
    {
        get
        {
            for (int i = 0; i < Pattern.Length; i++)
            {
                if (Pattern[i] == '\\') i++;
                else if (Pattern[i] == '*') return true;
            }
            return false;
        }
    }

    /// <summary>True when there is nothing but stars: any value will do.</summary>
    public bool IsAnything => Pattern.Length > 0 && Pattern.All(static character => character == '*');

    /// <summary>The words of an unquoted text; a quoted one is itself.</summary>
    public IEnumerable<KqlLiteral> Words =>
        IsQuoted ? [this] : Pattern.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => this with { Pattern = word });

    /// <summary>The text, in which stars are stars.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder(Pattern.Length);
            for (int i = 0; i < Pattern.Length; i++)
            {
                if (Pattern[i] == '\\' && i + 1 < Pattern.Length) i++;
                text.Append(Pattern[i]);
            }
            return text.ToString();
        }
    }
}
