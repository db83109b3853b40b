using System.Globalization;
using System.Text;

namespace Ashiato.Query.Kql;

/// <summary>Writes a tree as the text that parses to it.</summary>
internal static class KqlPrinter
{
    public static string Print(KqlNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, KqlNode node)
    {
        switch (node)
        {
            case KqlNode.Any any:
                Join(text, any.Nodes, " or ", static inner => inner is KqlNode.Any);
                break;
            case KqlNode.All all:
                Join(text, all.Nodes, " and ", static inner => inner is KqlNode.Any or KqlNode.All);
                break;
            case KqlNode.Not not:
                text.Append("not ");
                WriteInside(text, not.Inner, not.Inner is KqlNode.Any or KqlNode.All);
                break;
            case KqlNode.Is condition:
                if (condition.Field is not null) Write(text, condition.Field).Append(" : ");
                Write(text, condition.Value);
                break;
            case KqlNode.Compare comparison:
                Write(text, comparison.Field).Append(comparison.Operator switch
                {
                    KqlOperator.Less => " < ",
                    KqlOperator.LessOrEqual => " <= ",
                    KqlOperator.Greater => " > ",
                    _ => " >= ",
                });
                Write(text, comparison.Value);
                break;
        }
    }

    private static void Join(StringBuilder text, IReadOnlyList<KqlNode> nodes, string between, Func<KqlNode, bool> needsParentheses)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (i > 0) text.Append(between);
            WriteInside(text, nodes[i], needsParentheses(nodes[i]));
        }
    }

    private static void WriteInside(StringBuilder text, KqlNode node, bool needsParentheses)
    {
        if (needsParentheses) text.Append('(');
        Write(text, node);
        if (needsParentheses) text.Append(')');
    }

    private static StringBuilder Write(StringBuilder text, KqlLiteral literal) =>
        literal.IsQuoted ? text.Append(Quote(literal.Text)) : WriteWord(text, literal.Pattern);

    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static StringBuilder WriteWord(StringBuilder text, string pattern)
    {
        if (KqlTokenizer.KeywordOf(pattern) != KqlTokenKind.Word) text.Append('\\');
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*')
            {
                text.Append('*');
                continue;
            }
            if (pattern[i] == '\\' && i + 1 < pattern.Length) i++;
            WriteCharacter(text, pattern[i]);
        }
        return text;
    }

    private static void WriteCharacter(StringBuilder text, char character)
    {
        // Behind a backslash, a line's end would be taken for what it is, but nobody could read it.
        if (char.IsWhiteSpace(character) && character != ' ') text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
        else if (KqlTokenizer.IsSpecial(character)) text.Append('\\').Append(character);
        else text.Append(character);
    }
}
