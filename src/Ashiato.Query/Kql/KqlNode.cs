namespace Ashiato.Query.Kql;

/// <summary>A query as a tree.</summary>
/// <remarks>A list of values, <c>field : (a or b)</c>, is the same tree as <c>field : a or field : b</c>.</remarks>
public abstract record KqlNode
{
    private KqlNode()
    {
    }

    /// <summary>All of two or more.</summary>
    public sealed record All(IReadOnlyList<KqlNode> Nodes) : KqlNode;

    /// <summary>One of two or more.</summary>
    public sealed record Any(IReadOnlyList<KqlNode> Nodes) : KqlNode;

    /// <summary>Not so.</summary>
    public sealed record Not(KqlNode Inner) : KqlNode;

    /// <summary>The field has the value; any of the default fields does when none is named.</summary>
    public sealed record Is(KqlLiteral? Field, KqlLiteral Value) : KqlNode;

    /// <summary>The field lies on one side of the value.</summary>
    public sealed record Compare(KqlLiteral Field, KqlOperator Operator, KqlLiteral Value) : KqlNode;

    /// <summary>The query as text. Parsing that gives the same tree.</summary>
    public sealed override string ToString() => KqlPrinter.Print(this);
}
