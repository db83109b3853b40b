namespace Ashiato.Console.Frame;

/// <summary>Puts conditions into the query of the bar.</summary>
internal static class KqlText
{
    /// <summary>A query that also asks for a value of a field.</summary>
    public static string With(string? query, string field, string value) => And(query, Is(field, value));

    /// <summary>A query that excludes a value of a field.</summary>
    public static string Without(string? query, string field, string value) => And(query, $"not {Is(field, value)}");

    /// <summary>The condition that a field has a value.</summary>
    public static string Is(string field, string value) =>
        $"{field} : \"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Both a query, which may be none, and a condition.</summary>
    public static string And(string? query, string condition)
    {
        if (string.IsNullOrWhiteSpace(query)) return condition;
        if (query.Contains(condition, StringComparison.Ordinal)) return query;
        return query.Contains(" or ", StringComparison.OrdinalIgnoreCase) ? $"({query}) and {condition}" : $"{query} and {condition}";
    }
}
