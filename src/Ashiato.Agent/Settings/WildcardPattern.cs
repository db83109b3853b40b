namespace Ashiato.Agent.Settings;

/// <summary>A pattern in which <c>*</c> stands for any characters. Letter case does not count, unless it begins with <c>(?-i)</c>.</summary>
/// <remarks>Source: the agents' common specification of wildcard matchers.</remarks>
internal sealed class WildcardPattern
{
    private const string CaseSensitive = "(?-i)";
    private readonly string[] _parts;
    private readonly StringComparison _comparison;

    public WildcardPattern(string pattern)
    {
        bool isSensitive = pattern.StartsWith(CaseSensitive, StringComparison.Ordinal);
        _comparison = isSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _parts = (isSensitive ? pattern[CaseSensitive.Length..] : pattern).Split('*');
    }

    /// <summary>Reads a list of them.</summary>
    public static WildcardPattern[] All(IEnumerable<string> patterns) => [.. patterns.Select(one => new WildcardPattern(one))];

    /// <summary>Whether any pattern of a list matches.</summary>
    public static bool AnyMatches(WildcardPattern[] patterns, string text)
    {
        foreach (var pattern in patterns)
            if (pattern.Matches(text)) return true;
        return false;
    }

    /// <summary>Whether it matches a text as a whole.</summary>
    public bool Matches(string text)
    {
        if (_parts.Length == 1) return text.Equals(_parts[0], _comparison);
        var rest = text.AsSpan();
        if (!rest.StartsWith(_parts[0], _comparison)) return false;
        rest = rest[_parts[0].Length..];
        // The leftmost match of each middle part leaves most room for those after it.
        foreach (string part in _parts.AsSpan(1, _parts.Length - 2))
        {
            int at = rest.IndexOf(part, _comparison);
            if (at < 0) return false;
            rest = rest[(at + part.Length)..];
        }
        return rest.EndsWith(_parts[^1], _comparison);
    }
}
