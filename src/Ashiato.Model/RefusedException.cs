namespace Ashiato.Model;

/// <summary>Something that a person gave cannot be taken; the message is a sentence for the person.</summary>
/// <param name="refused">Why.</param>
public sealed class RefusedException(Refused refused) : ArgumentException(refused.ToString())
{
    /// <summary>The same of a reason and its sentence.</summary>
    public RefusedException(Enum why, FormattableString sentence)
        : this(new Refused(why, sentence))
    {
    }

    /// <summary>Why.</summary>
    public Refused Refused => refused;
}
