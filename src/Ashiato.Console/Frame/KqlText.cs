using Ashiato.Query.Kql;

namespace Ashiato.Console.Frame;

/// <summary>Puts conditions into the query of the bar.</summary>
internal static class KqlText
{
    /// <summary>A query that also asks for a value of a field.</summary>
    public static string With(string? query, string field, string value) => And(query, Is(field, value));

    /// <summary>A query that excludes a value of a field.</summary>
    public static string Without(string? query, string field, string value) => And(query, $"not {Is(field, value)}");

    /// <summary>The condition that a field has a value.</summary>
    public static string Is(string field, string value) => new KqlNode.Is(KqlLiteral.Of(field, isQuoted: false), KqlLiteral.Of(value)).ToString();

    /// <summary>Both a query, which may be none, and a condition.</summary>
    public static string And(string? query, string condition)
    {
        if (string.IsNullOrWhiteSpace(query)) return condition;
        var tree = Parse(query);
        IReadOnlyList<KqlNode?> there = tree is KqlNode.All all ? [.. all.Nodes] : [tree];
        if (there.Any(one => one?.ToString() == condition)) return query;
        // What cannot be read is told with its place, whatever is added to it.
        return tree is KqlNode.Any ? $"({query}) and {condition}" : $"{query} and {condition}";
    }

    private static KqlNode? Parse(string query)
    {
        try
        {
            return KqlParser.Parse(query);
        }
        catch (KqlException)
        {
            return null;
        }
    }
}
