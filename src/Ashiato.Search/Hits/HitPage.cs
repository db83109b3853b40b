using Ashiato.Model;

namespace Ashiato.Search.Hits;

/// <summary>The hits of one page.</summary>
/// <param name="Rows">The events, in order.</param>
/// <param name="Next">Where to go on behind them; <see cref="End"/> when there are no more.</param>
internal sealed record HitPage(IReadOnlyList<EventRow> Rows, string Next)
{
    private const string Ascending = "a.";
    private const string Descending = "d.";

    /// <summary>The place behind the last page.</summary>
    public const string End = "end";

    /// <summary>A place as clients are told it: with the direction that the page was read in.</summary>
    public static string PlaceOf(string token, SearchRequest request) => Prefix(request) + token;

    /// <summary>The place that a client was told; <see langword="null"/> when it was in the other direction, where it says nothing.</summary>
    public static string? TokenOf(string place, SearchRequest request)
    {
        if (place.StartsWith(Prefix(request), StringComparison.Ordinal)) return place[Ascending.Length..];
        return place.StartsWith(Ascending, StringComparison.Ordinal) || place.StartsWith(Descending, StringComparison.Ordinal) ? null : throw SearchException.Illegal($"[search_after] names no place of a page before: [{(place.Length <= 80 ? place : place[..80])}]");
    }

    // Without a field to sort by, the newest come first.
    private static string Prefix(SearchRequest request) => request.Sort.FirstOrDefault(static sort => sort.Name is not null) is { IsDescending: false } ? Ascending : Descending;
}
