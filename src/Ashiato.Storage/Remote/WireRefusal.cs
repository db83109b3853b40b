using System.Globalization;
using System.Runtime.CompilerServices;
using Ashiato.Model;

namespace Ashiato.Storage.Remote;

/// <summary>Why a store refused something, as it travels.</summary>
/// <param name="Error">The sentence in English.</param>
/// <param name="Code">The <see cref="StoreRefusal"/>, where there is one.</param>
/// <param name="Values">What the sentence names, in its order.</param>
internal sealed record WireRefusal(string Error, string? Code = null, IReadOnlyList<string>? Values = null)
{
    /// <summary>The refusal that an exception tells of.</summary>
    public static WireRefusal Of(Exception wrong) => (wrong as IRefusal)?.Refused is { } refused
        ? new WireRefusal(wrong.Message, refused.Why.ToString(), [.. refused.Sentence.GetArguments().Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")])
        : new WireRefusal(wrong.Message);

    /// <summary>The query that cannot be answered.</summary>
    public QueryException ToQueryException() => ToRefused() is { } refused ? new QueryException(refused) : new QueryException(Error);

    /// <summary>The store that is busy.</summary>
    public StoreBusyException ToBusyException() => ToRefused() is { } refused ? new StoreBusyException(refused) : new StoreBusyException(Error);

    // A store of another version may have reasons that are not known here; its sentence is English all the same.
    private Refused? ToRefused() => Enum.TryParse<StoreRefusal>(Code, out var why) && Enum.IsDefined(why) && Values is not null
        ? new Refused(why, FormattableStringFactory.Create(Error.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), [.. Values]))
        : null;
}
