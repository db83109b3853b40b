namespace Ashiato.Query.Kql;

/// <summary>What can be wrong with a query. <see cref="KqlProblem.Values"/> holds what the members name, in their order.</summary>
public enum KqlProblemKind
{
    /// <summary>More characters than are read: how many, and how many are read at most.</summary>
    TooLong,

    /// <summary>Nested too deep: how many levels are read at most.</summary>
    TooDeep,

    /// <summary>The query ends too early: what was expected (<see cref="KqlExpectation"/>).</summary>
    EndsEarly,

    /// <summary>Something else stands there: what was expected (<see cref="KqlExpectation"/>), what was found.</summary>
    Unexpected,

    /// <summary>The same behind a value, where quotes would make one value of both.</summary>
    UnexpectedBesideValue,

    /// <summary>A quote is opened and not closed.</summary>
    OpenQuote,

    /// <summary>A condition on nested objects: the brace.</summary>
    NestedObject,

    /// <summary>A name with wildcards stands for too many fields: the name, for how many, and for how many it may.</summary>
    TooManyFields,

    /// <summary>More conditions, of all its fields and words, than are asked: how many may be.</summary>
    TooManyConditions,

    /// <summary>A value that is too long to be looked for in texts: how many characters it has.</summary>
    ValueTooLong,

    /// <summary>A field that is true or false: its name, the value.</summary>
    NotBoolean,

    /// <summary>A field of addresses, and a block that cannot be asked for: its name, the value.</summary>
    NotAddresses,

    /// <summary>A field of moments: its name, the value.</summary>
    NotMoment,

    /// <summary>A field of durations: its name, the value.</summary>
    NotDuration,

    /// <summary>A field of numbers: its name, the value.</summary>
    NotNumber,

    /// <summary>A field that is kept but not searched: its name.</summary>
    NotSearched,

    /// <summary>A field of texts, which have no order: its name, the value.</summary>
    NoOrder,
}
