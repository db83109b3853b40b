using System.Collections.Concurrent;

namespace Ashiato.Agent.Data;

/// <summary>Names statements by what they do and to which table: <c>SELECT FROM items</c>.</summary>
internal static class StatementNames
{
    private const int Capacity = 2_048;
    private const int LongestKept = 4_096;
    private static readonly ConcurrentDictionary<string, string> s_names = new(StringComparer.Ordinal);

    /// <summary>The name of a statement.</summary>
    public static string Of(string statement)
    {
        if (s_names.TryGetValue(statement, out string? known)) return known;
        string name = Read(statement);
        if (statement.Length <= LongestKept && s_names.Count < Capacity) s_names.TryAdd(statement, name);
        return name;
    }

    private static string Read(string statement)
    {
        var rest = statement.AsSpan();
        var verb = Word(ref rest);
        if (verb.IsEmpty) return "SQL";
        string first = verb.ToString().ToUpperInvariant();
        return first switch
        {
            "SELECT" or "DELETE" => Behind(ref rest, "FROM") is { } table ? $"{first} FROM {table}" : first,
            "INSERT" or "REPLACE" or "MERGE" => Behind(ref rest, "INTO") is { } table ? $"{first} INTO {table}" : first,
            "UPDATE" => Word(ref rest) is { IsEmpty: false } table ? $"UPDATE {table}" : first,
            _ => first,
        };
    }

    private static string? Behind(ref ReadOnlySpan<char> rest, string keyword)
    {
        while (Word(ref rest) is { IsEmpty: false } word)
            if (word.Equals(keyword, StringComparison.OrdinalIgnoreCase)) return Word(ref rest) is { IsEmpty: false } table ? table.ToString() : null;
        return null;
    }

    /// <summary>The next name or keyword; values, comments and everything else are passed over.</summary>
    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> rest)
    {
        while (!rest.IsEmpty)
        {
            char first = rest[0];
            if (char.IsLetter(first) || first is '_' or '"' or '`' or '[') return Name(ref rest);
            int skip = first == '\'' ? Until(rest[1..], '\'') + 1
                : rest.StartsWith("--") ? Until(rest, '\n')
                : rest.StartsWith("/*") ? rest.IndexOf("*/") is var end and >= 0 ? end + 2 : rest.Length
                : 1;
            rest = rest[Math.Min(skip, rest.Length)..];
        }
        return default;
    }

    private static ReadOnlySpan<char> Name(ref ReadOnlySpan<char> rest)
    {
        int length = 0;
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_' or '.' or '"' or '`' or '[' or ']' or '$')) length++;
        var name = rest[..length];
        rest = rest[length..];
        return name.Trim("\"`[]");
    }

    private static int Until(ReadOnlySpan<char> text, char end) => text.IndexOf(end) is var at and >= 0 ? at + 1 : text.Length;
}
