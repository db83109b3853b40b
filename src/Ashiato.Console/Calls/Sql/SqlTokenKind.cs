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

    /// <summary>Everything else: texts, numbers, placeholders, signs.</summary>
    Other,
}
