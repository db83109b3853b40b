using System.Text.RegularExpressions;

namespace Ashiato.Intake.Enrichment;

/// <summary>One expression of uap-core, and what its groups stand for.</summary>
/// <param name="pattern">The expression; not anchored.</param>
/// <param name="ignoresCase">True when letter case does not matter to it.</param>
/// <param name="replacements">One a result: a text in which <c>$1</c> to <c>$9</c> stand for groups, or <see langword="null"/> for the group of the same position.</param>
internal sealed class UserAgentRule(string pattern, bool ignoresCase, string?[] replacements)
{
    // Nobody chose the expressions with hostile texts in mind; one that backtracks for long has found nothing.
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(20);

    private Regex? _expression;

    /// <summary>Tries the expression.</summary>
    /// <param name="text">What the client calls itself.</param>
    /// <param name="results">What was found, one a replacement; empty texts are <see langword="null"/>.</param>
    public bool TryMatch(string text, string?[] results)
    {
        var match = Find(text);
        if (match is null) return false;
        for (int i = 0; i < results.Length; i++)
        {
            string? replacement = i < replacements.Length ? replacements[i] : null;
            string found = replacement is null ? match.Groups[i + 1].Value : Fill(replacement, match);
            results[i] = found.Length == 0 ? null : found;
        }
        return true;
    }

    private Match? Find(string text)
    {
        // Made when first needed: many expressions are only reached by clients that hardly anybody uses.
        var expression = _expression ??= new Regex(pattern, RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None), s_limit);
        try
        {
            var match = expression.Match(text);
            return match.Success ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string Fill(string replacement, Match match)
    {
        if (!replacement.Contains('$', StringComparison.Ordinal)) return replacement;
        var filled = new System.Text.StringBuilder(replacement.Length + 16);
        for (int i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] == '$' && i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1])) filled.Append(match.Groups[replacement[++i] - '0'].Value);
            else filled.Append(replacement[i]);
        }
        return filled.ToString().Trim();
    }
}
