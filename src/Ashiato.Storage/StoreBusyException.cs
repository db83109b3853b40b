using Ashiato.Model;

namespace Ashiato.Storage;

/// <summary>The store cannot take more at the moment, and kept nothing of what it was given.</summary>
/// <param name="reason">What is full, as a sentence with what to do about it.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class StoreBusyException(string reason, Exception? inner = null) : IOException(reason, inner), IRefusal
{
    /// <summary>The same of a reason that can be told in other languages.</summary>
    public StoreBusyException(Refused refused, Exception? inner = null)
        : this(refused.ToString(), inner) => Refused = refused;

    /// <summary>The same of a reason and its sentence.</summary>
    public StoreBusyException(StoreRefusal why, FormattableString sentence, Exception? inner = null)
        : this(new Refused(why, sentence), inner)
    {
    }

    /// <inheritdoc/>
    public Refused? Refused { get; }
}
