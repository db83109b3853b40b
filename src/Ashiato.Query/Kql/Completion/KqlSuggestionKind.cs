namespace Ashiato.Query.Kql.Completion;

/// <summary>What a suggestion is.</summary>
public enum KqlSuggestionKind
{
    /// <summary>The name of a field.</summary>
    Field,

    /// <summary>A sign between a field and its value.</summary>
    Operator,

    /// <summary>A value of the field.</summary>
    Value,

    /// <summary><c>and</c>, <c>or</c> or <c>not</c>.</summary>
    Conjunction,
}
