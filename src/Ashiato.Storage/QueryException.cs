using Ashiato.Model;

namespace Ashiato.Storage;

/// <summary>A query cannot be answered as it is.</summary>
/// <param name="reason">What is wrong with it and what to change, as a sentence.</param>
public sealed class QueryException(string reason) : Exception(reason), IRefusal
{
    /// <summary>The same of a reason that can be told in other languages.</summary>
    public QueryException(Refused refused)
        : this(refused.ToString()) => Refused = refused;

    /// <summary>The same of a reason and its sentence.</summary>
    public QueryException(StoreRefusal why, FormattableString sentence)
        : this(new Refused(why, sentence))
    {
    }

    /// <inheritdoc/>
    public Refused? Refused { get; }
}
