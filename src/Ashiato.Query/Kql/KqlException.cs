namespace Ashiato.Query.Kql;

/// <summary>A text is not a query that can be answered.</summary>
/// <param name="sentence">What was found and what was expected, as a sentence for the person who typed it.</param>
/// <param name="at">What it is about.</param>
public sealed class KqlException(string sentence, KqlSpan at) : Exception(sentence)
{
    /// <summary>Which part of the text the message is about.</summary>
    public KqlSpan At => at;
}
