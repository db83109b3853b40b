namespace Ashiato.Query.Kql.Completion;

/// <summary>What a query may go on with.</summary>
internal enum KqlExpected
{
    /// <summary>The name of a field, or a value of any.</summary>
    Condition,

    /// <summary>A sign behind a field's name; or the end of a condition, for it may have been a value.</summary>
    Operator,

    /// <summary>A value.</summary>
    Value,

    /// <summary><c>and</c> or <c>or</c>.</summary>
    Conjunction,
}
