using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>Searches texts by their words: what lies between spaces and signs. Letter case does not count; of Chinese, Japanese and Korean each character is a word.</summary>
/// <remarks>
/// A sign between two letters that a name may have in it (<c>java.lang.Error</c>, <c>don't</c>) and one between two digits (<c>10.1.2.3</c>, <c>1,000</c>) belong to the
/// word that is looked for. Source: Unicode Standard Annex #29, rules WB6, WB7, WB11 and WB12.
/// </remarks>
public static partial class TextSearch
{
    private const string CjkCharacters = "\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF";
    private const string NoWordCharacter = @"[^\p{L}\p{N}_]";

    /// <summary>A character of words, as a regular expression.</summary>
    public const string WordCharacter = @"[\p{L}\p{N}_]";

    private const string OtherCharacter = $"(?:(?![{CjkCharacters}]){WordCharacter})";

    /// <summary>The text has one of the words, or all of them. No words: never.</summary>
    public static Filter Words(Field field, string words, bool all)
    {
        Filter[] conditions = [.. Split(words).Select(word => Matches(field, Bounded(word)))];
        if (conditions.Length == 1) return conditions[0];
        return all && conditions.Length > 0 ? new Filter.All(conditions) : new Filter.Any(conditions);
    }

    /// <summary>The text has the words one after the other. No words: never.</summary>
    /// <param name="field">The text.</param>
    /// <param name="phrase">The words.</param>
    /// <param name="isPrefix">True when the last word need only begin so.</param>
    public static Filter Phrase(Field field, string phrase, bool isPrefix = false)
    {
        var words = Split(phrase).ToList();
        if (words.Count == 0) return new Filter.Any([]);
        var pattern = new StringBuilder(BoundaryBefore(words[0]));
        for (int i = 0; i < words.Count; i++)
        {
            // Between words that need no space there may still be one.
            if (i > 0) pattern.Append(NoWordCharacter).Append(IsCjk(words[i]) || IsCjk(words[i - 1]) ? '*' : '+');
            pattern.Append(Regex.Escape(words[i]));
        }
        if (!isPrefix) pattern.Append(BoundaryAfter(words[^1]));
        return Matches(field, pattern.ToString());
    }

    /// <summary>The text has a word that fits the pattern, in the notation of <see cref="Filter.TextLike"/>.</summary>
    public static Filter WordLike(Field field, string pattern)
    {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) regex.Append(Regex.Escape(pattern[++i].ToString()));
            else if (pattern[i] == '*') regex.Append(WordCharacter).Append('*');
            else if (pattern[i] == '?') regex.Append(WordCharacter);
            else regex.Append(Regex.Escape(pattern[i].ToString()));
        }
        return Matches(field, $"{BoundaryBefore("a")}{regex}{BoundaryAfter("a")}");
    }

    /// <summary>The text has a word that fits a regular expression.</summary>
    public static Filter WordMatching(Field field, string regex) => Matches(field, $"{BoundaryBefore("a")}(?:{regex}){BoundaryAfter("a")}");

    /// <summary>The words of a text.</summary>
    public static IEnumerable<string> Split(string text) => Word().Matches(text).Select(static match => match.Value);

    private static Filter.TextMatches Matches(Field field, string pattern) => new(field, pattern, IgnoreCase: true);

    private static string Bounded(string word) => BoundaryBefore(word) + Regex.Escape(word) + BoundaryAfter(word);

    private static string BoundaryBefore(string word) => IsCjk(word) ? "" : $@"(?:\A|{NoWordCharacter}|[{CjkCharacters}])";

    private static string BoundaryAfter(string word) => IsCjk(word) ? "" : $@"(?:{NoWordCharacter}|[{CjkCharacters}]|\z)";

    private static bool IsCjk(string word) => word.Length == 1 && CjkWord().IsMatch(word);

    [GeneratedRegex($@"[{CjkCharacters}]|{OtherCharacter}(?:{OtherCharacter}|(?<=\p{{L}})[.:'’](?=(?![{CjkCharacters}])\p{{L}})|(?<=\p{{N}})[.,;'’](?=\p{{N}}))*")]
    private static partial Regex Word();

    [GeneratedRegex($"[{CjkCharacters}]")]
    private static partial Regex CjkWord();
}
