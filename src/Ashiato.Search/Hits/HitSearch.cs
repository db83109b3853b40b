using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Hits;

/// <summary>Finds the hits of a request.</summary>
/// <param name="store">Where the events are.</param>
internal sealed class HitSearch(IEventStore store)
{
    // Of events that tie in the first key, at most so many are put in order by the others.
    private const int MaxTies = 50_000;

    /// <summary>One page of hits.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="filter">Which events are hits.</param>
    /// <param name="token">Where to go on, of a page before; <see langword="null"/> for the first.</param>
    /// <param name="cancel">Ends the search.</param>
    public async ValueTask<HitPage> PageAsync(SearchRequest request, Filter filter, string? token, CancellationToken cancel)
    {
        if (request.Size == 0) return new HitPage([], HitPage.End);
        var keys = request.Sort.Where(static sort => sort.Name is not null).ToList();
        var first = keys.Count > 0 ? new Sort(keys[0].Name!.Field, keys[0].IsDescending) : new Sort(Fields.Timestamp, Descending: true);
        if (request.After is { } after)
        {
            if (after.Count != SortValueCount(request)) throw SearchException.Illegal($"search_after has {after.Count} value(s) but sort has {SortValueCount(request)}.");
            token ??= TokenIn(request);
            // Of another query there may be more, and of this one by now.
            if (token == HitPage.End && keys.Count > 0 && keys.TrueForAll(static key => key.Name!.Field.Kind is not (ColumnKind.String or ColumnKind.Id))) token = null;
            if (token is null && keys.Count == 0) throw SearchException.Illegal("[search_after] needs a sort by a field, or the last sort value of the page before.");
            if (token is null) filter = new Filter.All([filter, Behind(request.Sort, after)]);
        }
        if (token == HitPage.End) return new HitPage([], HitPage.End);
        var (time, rest) = TimeFilter.Split(filter);
        var query = new RowQuery { Time = time, Filter = rest, Sort = first, After = token };
        if (keys.Count > 1)
        {
            var place = TiePlace.Parse(token);
            return await SortedAsync(request, query with { After = place.Token }, request.From + place.Skipped, keys, cancel);
        }
        if (request.From > 0)
        {
            var skipped = await store.QueryAsync(query with { Fields = [first.Field], Limit = request.From }, cancel);
            if (skipped.Next is null) return new HitPage([], HitPage.End);
            query = query with { After = skipped.Next };
        }
        var page = await store.QueryAsync(query with { Limit = request.Size }, cancel);
        return new HitPage([.. page.Rows.Rows], page.Next ?? HitPage.End);
    }

    /// <summary>How many sort values a hit of the request shows.</summary>
    public static int SortValueCount(SearchRequest request) => request.Sort.Count + (request.PointInTime is not null && !request.Sort.Any(static sort => sort.Name is null) ? 1 : 0);

    /// <summary>Where a page of hits in the order of several keys ends: behind so many hits, in that order, of those behind a place of the store.</summary>
    private readonly record struct TiePlace(string? Token, int Skipped)
    {
        private const char Separator = ':';

        public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Skipped}{Separator}{Token}");

        public static TiePlace Parse(string? text)
        {
            if (text is null) return default;
            int end = text.IndexOf(Separator, StringComparison.Ordinal);
            if (end < 0 || !int.TryParse(text.AsSpan(0, end), out int skipped) || skipped is < 0 or > MaxTies + SearchRequest.MaxWindow) throw SearchException.Illegal($"[search_after] names no place of a page before: [{(text.Length <= 80 ? text : text[..80])}]");
            return new TiePlace(end + 1 == text.Length ? null : text[(end + 1)..], skipped);
        }
    }

    /// <summary>A page's end among the values to go on behind, where one of the keys is the store's own order.</summary>
    private static string? TokenIn(SearchRequest request)
    {
        int own = request.Sort.ToList().FindIndex(static sort => sort.Name is null);
        if (own < 0 && request.PointInTime is not null) own = request.Sort.Count;
        if (own < 0) return null;
        return request.After![own] is { ValueKind: JsonValueKind.String } place ? HitPage.TokenOf(place.GetString()!, request) : null;
    }

    /// <summary>Orders by several keys: enough events by the first key, with all that tie with the last of them, and then by the others.</summary>
    private async ValueTask<HitPage> SortedAsync(SearchRequest request, RowQuery query, int skipped, List<HitSort> keys, CancellationToken cancel)
    {
        int needed = skipped + request.Size;
        var rows = new List<EventRow>();
        var ends = new List<TiePlace> { new(query.After, 0) };
        while (true)
        {
            var page = await store.QueryAsync(query with { Limit = Math.Max(needed, 1_000) }, cancel);
            rows.AddRange(page.Rows.Rows);
            if (page.Next is not null) ends.Add(new TiePlace(page.Next, rows.Count));
            if (page.Next is null) break;
            if (rows.Count > needed && CompareValues(keys[0], rows[needed - 1], rows[^1]) != 0) break;
            if (rows.Count > needed + MaxTies)
                throw SearchException.Illegal($"More than {MaxTies} hits tie in the sort by [{keys[0].Name!.Name}]; sort by a key that tells them apart better first.");
            query = query with { After = page.Next };
        }
        // The sort of a list is not stable; of an enumeration it is.
        var sorted = rows.Order(Comparer<EventRow>.Create((x, y) => keys.Select(key => CompareValues(key, x, y)).FirstOrDefault(static order => order != 0)));
        List<EventRow> hits = [.. sorted.Skip(skipped).Take(request.Size)];
        return new HitPage(hits, hits.Count < request.Size ? HitPage.End : Next(skipped + hits.Count).ToString());

        // The next page need not see again what ties with nothing behind it.
        TiePlace Next(int seen)
        {
            var start = ends.FindLast(end => end.Skipped == 0 || (end.Skipped <= seen && end.Skipped < rows.Count && CompareValues(keys[0], rows[end.Skipped - 1], rows[end.Skipped]) != 0));
            return start with { Skipped = seen - start.Skipped };
        }
    }

    private static int CompareValues(HitSort key, EventRow x, EventRow y) => Compare(key, Told(key, key.ValueOf(x)), Told(key, key.ValueOf(y)));

    /// <summary>A value as it is told, and given back to go on behind: moments in milliseconds.</summary>
    private static object? Told(HitSort key, object? value) => key.IsMoment && value is long micros ? (long)Math.Floor(micros / 1_000.0) : value;

    private static int Compare(HitSort key, object? a, object? b)
    {
        if (a is null || b is null) return (a is null).CompareTo(b is null);
        int order = a is string text ? string.CompareOrdinal(text, (string)b) : Convert.ToDouble(a, null).CompareTo(Convert.ToDouble(b, null));
        return key.IsDescending ? -order : order;
    }

    /// <summary>Hits behind the given values: in the first key, or tied there and behind in the next.</summary>
    private static Filter.Any Behind(IReadOnlyList<HitSort> keys, IReadOnlyList<JsonElement> after)
    {
        var choices = new List<Filter>();
        var ties = new List<Filter>();
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i].Name?.Field is not { } field) continue;
            if (after[i].ValueKind == JsonValueKind.Null)
            {
                ties.Add(new Filter.Not(new Filter.Exists(field)));
                continue;
            }
            if (field.Kind is ColumnKind.String or ColumnKind.Id)
                throw SearchException.Unsupported($"[search_after] on the text [{keys[i].Name!.Name}] without a point in time or [_doc] as the last sort");
            // Moments are told in milliseconds, so that a tie is one of milliseconds.
            bool isMoment = keys[i].IsMoment;
            double value = isMoment ? MomentOf(after[i], keys[i]) : after[i].AsDouble("search_after");
            double end = isMoment ? value + 1_000 : value;
            Filter behind = keys[i].IsDescending ? new Filter.Between(field, null, value, MaxInclusive: false) : new Filter.Between(field, end, null, MinInclusive: isMoment);
            choices.Add(new Filter.All([.. ties, new Filter.Any([behind, new Filter.Not(new Filter.Exists(field))])]));
            ties.Add(new Filter.Between(field, value, end, MaxInclusive: !isMoment));
        }
        return new Filter.Any(choices);
    }

    private static double MomentOf(JsonElement value, HitSort key) =>
        new Dsl.Moments(DateTimeOffset.UnixEpoch).Read(value, key.Format, TimeZoneInfo.Utc).FromMicros;
}
