using System.Buffers.Text;
using System.Text;

namespace Ashiato.Search.Hits;

/// <summary>A point in time: which data streams its searches look at.</summary>
/// <remarks>
/// Pages of the store never skip or repeat an event while others arrive, so that nothing has to be held open. The id says it all.
/// </remarks>
internal static class PointInTime
{
    private const string Prefix = "pit1:";

    /// <summary>The id of a point in time.</summary>
    public static string Open(string indices) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + indices));

    /// <summary>The data streams that an id is about.</summary>
    /// <exception cref="SearchException">It is no such id.</exception>
    public static string Read(string id)
    {
        if (Base64Url.IsValid(id) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id)) is var text && text.StartsWith(Prefix, StringComparison.Ordinal)) return text[Prefix.Length..];
        throw SearchException.Illegal($"invalid id: [{(id.Length <= 80 ? id : id[..80])}] is no point in time.");
    }
}
