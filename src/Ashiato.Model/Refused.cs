namespace Ashiato.Model;

/// <summary>Why something that a person gave cannot be taken: in English, and so that it can be told in other languages.</summary>
/// <param name="Why">The reason: a member of the enum of the part that refuses.</param>
/// <param name="Sentence">The sentence for the person, with what was given and what may be.</param>
public sealed record Refused(Enum Why, FormattableString Sentence)
{
    /// <summary>The sentence in English.</summary>
    public override string ToString() => FormattableString.Invariant(Sentence);
}
