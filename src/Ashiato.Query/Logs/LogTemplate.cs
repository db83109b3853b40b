using System.Text.RegularExpressions;

namespace Ashiato.Query.Logs;

/// <summary>Puts a star in the place of what looks like a value: a number, an id, an address, what stands in quotes.</summary>
internal static partial class LogTemplate
{
    /// <summary>A line is told by its beginning: what comes behind so many characters is mostly data.</summary>
    private const int MostCharacters = 300;

    /// <summary>The template of a line.</summary>
    public static string Of(string message)
    {
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        string line = end < 0 ? message : message[..end];
        if (line.Length > MostCharacters) line = line[..MostCharacters];
        return Again.Replace(Value.Replace(line, "*"), "*");
    }

    [GeneratedRegex("""
        "[^"]*"|'[^']*'
        |\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b
        |\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b
        |\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b
        |\b0x[0-9a-fA-F]+\b
        |(?<![A-Za-z_])[-+]?\d[\d.,:TZ]*(?:ms|us|µs|ns|s|m|h|kB|KB|MB|GB|B|%)?(?![A-Za-z_])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Value { get; }

    // Lists of values say no more than one.
    [GeneratedRegex(@"\*(?:[\s,;:/\-]*\*)+")]
    private static partial Regex Again { get; }
}
