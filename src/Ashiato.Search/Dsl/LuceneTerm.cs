using System.Text.Json;

namespace Ashiato.Search.Dsl;

/// <summary>What stands in a query of Lucene's syntax behind a field, or alone.</summary>
internal enum LuceneTermKind
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>Words in quotes.</summary>
    Phrase,

    /// <summary>A word with wildcards, as <see cref="Storage.Queries.Filter.TextLike"/> writes them.</summary>
    Pattern,

    /// <summary>A regular expression.</summary>
    Regex,

    /// <summary>Two bounds.</summary>
    Range,
}

/// <summary>A word, phrase, pattern, regular expression or range.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Text">The text; of a range the lower bound.</param>
/// <param name="UpperText">Of a range: the upper bound. A star is none.</param>
/// <param name="LowerInclusive">Of a range: whether the lower bound belongs to it.</param>
/// <param name="UpperInclusive">Of a range: whether the upper bound belongs to it.</param>
internal sealed record LuceneTerm(LuceneTermKind Kind, string Text, string UpperText = "*", bool LowerInclusive = true, bool UpperInclusive = true)
{
    /// <summary>True for a star that stands for anything.</summary>
    public bool IsAnything => Kind == LuceneTermKind.Pattern && Text == "*";

    /// <summary>The text as a JSON value.</summary>
    public JsonElement Json => JsonSerializer.SerializeToElement(Text);

    /// <summary>The lower bound, if it is there and belongs to the range or not, as asked.</summary>
    public JsonElement? Lower(bool inclusive) => Text == "*" || LowerInclusive != inclusive ? null : Json;

    /// <summary>The upper bound, if it is there and belongs to the range or not, as asked.</summary>
    public JsonElement? Upper(bool inclusive) => UpperText == "*" || UpperInclusive != inclusive ? null : JsonSerializer.SerializeToElement(UpperText);
}
