namespace Ashiato.Query.Kql;

/// <summary>The kinds of things that a query's text is made of.</summary>
internal enum KqlTokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>Unquoted text without a space.</summary>
    Word,

    /// <summary>Text in quotes.</summary>
    Quoted,

    /// <summary>An opening parenthesis.</summary>
    Open,

    /// <summary>A closing parenthesis.</summary>
    Close,

    /// <summary>A colon.</summary>
    Colon,

    /// <summary>One of the signs of a range.</summary>
    Range,

    /// <summary><c>and</c>, in any letter case.</summary>
    And,

    /// <summary><c>or</c>, in any letter case.</summary>
    Or,

    /// <summary><c>not</c>, in any letter case.</summary>
    Not,
}

/// <summary>One thing that a query's text is made of.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Pattern">Of words and quoted texts: the text, as in <see cref="KqlLiteral.Pattern"/>.</param>
/// <param name="IsOpenEnded">True for a quoted text whose closing quote is missing.</param>
internal readonly record struct KqlToken(KqlTokenKind Kind, KqlSpan At, string Pattern = "", bool IsOpenEnded = false)
{
    public bool IsLiteral => Kind is KqlTokenKind.Word or KqlTokenKind.Quoted;
}
