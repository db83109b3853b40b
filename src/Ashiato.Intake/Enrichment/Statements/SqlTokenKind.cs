namespace Ashiato.Intake.Enrichment.Statements;

/// <summary>What a piece of a statement is.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword, a name without quotes, a function.</summary>
    Word,

    /// <summary>A name in quotes; the text includes them.</summary>
    QuotedName,

    /// <summary>A text, number or other constant.</summary>
    Literal,

    /// <summary>Where a parameter goes: <c>?</c>, <c>$1</c>, <c>:name</c>, <c>@name</c>, <c>%s</c>.</summary>
    Placeholder,

    /// <summary>An operator or punctuation.</summary>
    Sign,
}
