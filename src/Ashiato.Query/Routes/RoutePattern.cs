using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Ashiato.Model;

namespace Ashiato.Query.Routes;

/// <summary>The pattern of a <see cref="RouteRule"/>, read.</summary>
/// <remarks>
/// A template names its values: <c>/items/{id}.json</c>, <c>/users/:id</c>, <c>/static/*</c>; each stands for some text without a slash, the star for
/// any, and the whole path must fit. Anything that only a regular expression can mean is one; it fits when a part of the path does, as it is
/// with <c>alp -m</c>. The method that names begin with (<c>GET /…</c>) is left out of the comparison, and stays in the name of the group.
/// </remarks>
public sealed partial class RoutePattern
{
    /// <summary>The most characters of a pattern.</summary>
    public const int MaxLength = 500;

    private readonly Regex _regex;

    private RoutePattern(string text, string expression)
    {
        Text = text;
        _regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as it was written: what the group is called, behind its method.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="pattern">What it means.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out RoutePattern? pattern, [NotNullWhen(false)] out Refused? problem)
    {
        pattern = null;
        problem = null;
        if (text.Length is 0 or > MaxLength)
        {
            problem = new(QueryRefusal.RoutePatternLength, $"The pattern has {text.Length} characters; write one of 1 to {MaxLength}.");
            return false;
        }
        try
        {
            pattern = new RoutePattern(text, IsExpression.IsMatch(text) ? text : OfTemplate(text));
            return true;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = new(QueryRefusal.RoutePatternExpression, $"'{text}' is no regular expression that can be used here: {wrong.Message}");
            return false;
        }
    }

    /// <summary>Splits what <c>alp -m</c> takes, patterns with commas between them. A comma inside of braces or brackets belongs to its pattern.</summary>
    public static IReadOnlyList<string> Split(string list)
    {
        var patterns = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] == '\\') i++;
            else if (list[i] is '{' or '[' or '(') depth++;
            else if (list[i] is '}' or ']' or ')') depth--;
            else if (list[i] is ',' or '\n' && depth <= 0) Take(i);
        }
        Take(list.Length);
        return patterns;

        void Take(int end)
        {
            string pattern = start < end ? list[start..Math.Min(end, list.Length)].Trim() : "";
            if (pattern.Length > 0) patterns.Add(pattern);
            start = end + 1;
        }
    }

    /// <summary>True when a path fits.</summary>
    public bool Fits(string path) => _regex.IsMatch(path);

    /// <summary>A name in two: the method with the space behind it (empty when there is none), and the path.</summary>
    public static (string Method, string Path) Parts(string name)
    {
        int length = Method.Match(name).Length;
        return (name[..length], name[length..]);
    }

    private static string OfTemplate(string text)
    {
        var expression = new StringBuilder(@"\A");
        int at = 0;
        foreach (Match hole in Hole.Matches(text))
        {
            expression.Append(Regex.Escape(text[at..hole.Index])).Append(hole.Value == "*" ? ".*" : "[^/]+");
            at = hole.Index + hole.Length;
        }
        return expression.Append(Regex.Escape(text[at..])).Append(@"\z").ToString();
    }

    // What a template cannot have: an escape, a set, a group, an anchor, an alternative, a repetition of anything.
    [GeneratedRegex(@"[\\\[(^$|+]|\.\*|\{\d+(,\d*)?\}")]
    private static partial Regex IsExpression { get; }

    [GeneratedRegex(@"\{[^{}/]+\}|(?<=/):[A-Za-z_]\w*|\*")]
    private static partial Regex Hole { get; }

    [GeneratedRegex(@"\A[A-Z]{3,10} (?=/)")]
    private static partial Regex Method { get; }
}
