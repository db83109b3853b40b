namespace Ashiato.Console.Calls.Sql;

/// <summary>What a part of a statement is, as far as it matters for showing it.</summary>
internal enum SqlTokenKind
{
    /// <summary>A word of SQL itself.</summary>
    Keyword,

    /// <summary>A name, quoted or not.</summary>
    Name,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A text.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Where a parameter goes: <c>?</c>, <c>$1</c>, <c>:name</c>, <c>@name</c>, <c>%s</c>.</summary>
    Placeholder,

    /// <summary>An operator or punctuation.</summary>
    Sign,
}
