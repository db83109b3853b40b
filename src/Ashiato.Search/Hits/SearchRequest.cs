using System.Text.Json;
using Ashiato.Search.Aggregations;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Hits;

/// <summary>What <c>_search</c> is asked.</summary>
internal sealed record SearchRequest
{
    /// <summary>The most hits that can be reached by <c>from</c> and <c>size</c>.</summary>
    public const int MaxWindow = 10_000;

    /// <summary>The most patterns of one kind, each of which is looked at for each value of each hit.</summary>
    public const int MaxPatterns = 1_000;

    // They change how it is computed or scored, or ask for what an event never has.
    private static readonly string[] s_ignored =
    [
        "timeout", "version", "seq_no_primary_term", "explain", "profile", "stats", "terminate_after", "min_score", "highlight", "stored_fields", "indices_boost", "ext", "pre_filter_shard_size", "batched_reduce_size",
        "query", "post_filter", "from", "size", "sort", "_source", "fields", "docvalue_fields", "aggs", "aggregations", "track_total_hits", "track_scores", "search_after", "pit",
    ];

    /// <summary>Which events.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>Which of those are hits; aggregations look at all of them.</summary>
    public Filter? PostFilter { get; init; }

    /// <summary>How many hits are passed over.</summary>
    public int From { get; init; }

    /// <summary>How many hits are returned.</summary>
    public int Size { get; init; } = 10;

    /// <summary>The order; none for the newest first.</summary>
    public IReadOnlyList<HitSort> Sort { get; init; } = [];

    /// <summary>The sort values behind which the hits begin.</summary>
    public IReadOnlyList<JsonElement>? After { get; init; }

    /// <summary>What of the document is shown; <see langword="null"/> for nothing.</summary>
    public SourceFilter? Source { get; init; } = SourceFilter.Everything;

    /// <summary>Names and formats of values that are shown beside it; <see langword="null"/> when not asked for.</summary>
    public IReadOnlyList<(string Pattern, string? Format)>? Fields { get; init; }

    /// <summary>True when the number of all hits is asked for.</summary>
    public bool CountsHits { get; init; } = true;

    /// <summary>What is computed over the events.</summary>
    public IReadOnlyList<Aggregation> Aggregations { get; init; } = [];

    /// <summary>True when the names of results have their types before them.</summary>
    public bool HasTypedKeys { get; init; }

    /// <summary>True when the number of hits is a number, as it was before version 7, and not an object.</summary>
    public bool HasPlainTotal { get; init; }

    /// <summary>The point in time that the request belongs to.</summary>
    public string? PointInTime { get; init; }

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="SearchException">It cannot be understood or answered.</exception>
    public static SearchRequest Read(JsonElement body, FieldCatalog catalog, Moments moments)
    {
        foreach (var member in body.EnumerateObject())
        {
            // Empty ones are what clients send that mean nothing by it.
            bool isEmpty = member.Value.ValueKind == JsonValueKind.Object && !member.Value.EnumerateObject().MoveNext();
            if (!s_ignored.Contains(member.Name) && !isEmpty) throw SearchException.Unsupported($"[{member.Name}] in a search");
        }
        var request = new SearchRequest
        {
            Filter = body.Member("query") is { } query ? new QueryTranslator(catalog, moments).Translate(query) : Filter.Everything,
            PostFilter = body.Member("post_filter") is { } later ? new QueryTranslator(catalog, moments).Translate(later) : null,
            From = body.Member("from")?.AsInt32("from") ?? 0,
            Size = body.Member("size")?.AsInt32("size") ?? 10,
            Sort = HitSort.Read(body.Member("sort"), catalog),
            After = body.Member("search_after") is { } after ? [.. after.AsList()] : null,
            Source = SourceFilter.Read(body.Member("_source")),
            Fields = FieldsOf(body),
            CountsHits = body.Member("track_total_hits") is not { ValueKind: JsonValueKind.False },
            Aggregations = (body.Member("aggs") ?? body.Member("aggregations")) is { } aggregations ? new AggregationReader(catalog, moments).Read(aggregations) : [],
            PointInTime = body.Member("pit") is { } point ? (point.Member("id") ?? throw SearchException.Parsing($"[pit] is {Requests.Cut(point)}; expected an object with an [id].")).AsText() : null,
        };
        RefuseLimits(body);
        return request.Checked();
    }

    /// <summary>The request, unless its numbers are out of range.</summary>
    public SearchRequest Checked()
    {
        if (From < 0) throw SearchException.Illegal($"[from] parameter cannot be negative but was [{From}]");
        if (Size < 0) throw SearchException.Illegal($"[size] parameter cannot be negative, found [{Size}]");
        if ((long)From + Size > MaxWindow)
            throw SearchException.Illegal($"Result window is too large, from + size must be less than or equal to: [{MaxWindow}] but was [{(long)From + Size}]; go on with search_after or scroll.");
        if (After is not null && From > 0) throw SearchException.Illegal("`from` parameter must be set to 0 when `search_after` is used.");
        return this;
    }

    /// <summary>Refuses what would leave out hits, or tell more than is known.</summary>
    private static void RefuseLimits(JsonElement body)
    {
        if (body.Member("min_score") is { } score && score.AsDouble("min_score") > 1) throw SearchException.Unsupported("[min_score] above the score of every hit, which is 1,");
        if (body.Member("profile") is { ValueKind: JsonValueKind.True }) throw SearchException.Unsupported("[profile] in a search");
    }

    private static List<(string, string?)>? FieldsOf(JsonElement body)
    {
        var asked = new[] { body.Member("fields"), body.Member("docvalue_fields") }.OfType<JsonElement>().ToList();
        if (asked.Count == 0) return null;
        int count = asked.Sum(static list => list.AsList().Count());
        if (count > MaxPatterns) throw SearchException.Illegal($"[fields] has {count} entries; {MaxPatterns} is the most.");
        return [.. asked.SelectMany(static list => list.AsList()).Select(static one => one.ValueKind == JsonValueKind.Object
            ? ((one.Member("field") ?? throw SearchException.Parsing("A [fields] entry has no [field].")).AsText(), one.Member("format")?.AsText())
            : (one.AsText(), null))];
    }
}
