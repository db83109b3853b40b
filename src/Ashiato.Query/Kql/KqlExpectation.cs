namespace Ashiato.Query.Kql;

/// <summary>What could have stood where a query cannot be read.</summary>
public enum KqlExpectation
{
    /// <summary>A condition such as <c>service.name : checkout</c>.</summary>
    Condition,

    /// <summary><c>and</c>, <c>or</c> or the end of the query.</summary>
    ConjunctionOrEnd,

    /// <summary><c>and</c>, <c>or</c> or <c>)</c>.</summary>
    ConjunctionOrClose,

    /// <summary>A number or a date.</summary>
    NumberOrDate,

    /// <summary>A value, or values in parentheses.</summary>
    Value,
}
