using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Search.Hits;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Something to compute over the events of a bucket, under a name.</summary>
/// <param name="Name">The name.</param>
internal abstract record Aggregation(string Name)
{
    /// <summary>What to compute over the events of each bucket that this makes.</summary>
    public IReadOnlyList<Aggregation> Children { get; init; } = [];

    /// <summary>The type as clients know it that want it before each name: the kind of values of <c>terms</c> is part of it.</summary>
    public string Type { get; init; } = "";

    /// <summary>What the client wants to get back with the result.</summary>
    public JsonNode? Meta { get; init; }
}

/// <summary>One or a few numbers.</summary>
/// <param name="Name">The name.</param>
/// <param name="Measures">What they are made of.</param>
/// <param name="ToJson">Makes the result from the numbers of each measure.</param>
/// <param name="ForOrder">The number that buckets are ordered by, of a part of the result such as <c>95</c> or <c>avg</c>.</param>
internal sealed record MetricAggregation(
    string Name, IReadOnlyList<Measure> Measures, Func<IReadOnlyList<IReadOnlyList<double?>>, JsonObject> ToJson, Func<string, OrderNumber?> ForOrder) : Aggregation(Name)
{
    /// <summary>The result from the numbers of several aggregations.</summary>
    /// <param name="numbers">The numbers; <see langword="null"/> where there is no event.</param>
    /// <param name="first">Which are the first of this one; then, of the next.</param>
    public JsonObject ResultOf(IReadOnlyList<IReadOnlyList<double?>>? numbers, ref int first)
    {
        if (numbers is null) return ToJson(NumbersOfNothing(Measures));
        int from = first;
        first += Measures.Count;
        return ToJson(from == 0 && first == numbers.Count ? numbers : [.. numbers.Skip(from).Take(Measures.Count)]);
    }

    /// <summary>The numbers of measures where there is no event.</summary>
    public static IReadOnlyList<IReadOnlyList<double?>> NumbersOfNothing(IReadOnlyList<Measure> measures) => [.. measures.Select(static IReadOnlyList<double?> (measure) => measure switch
    {
        Measure.Percentiles percentiles => new double?[percentiles.Ranks.Count],
        Measure.Count or Measure.Sum or Measure.SumOfSquares or Measure.Distinct => [0.0],
        _ => [null],
    })];
}

/// <summary>A number that buckets are ordered by.</summary>
/// <param name="Measures">What it is made of.</param>
/// <param name="Of">Makes it from the numbers of each measure; <see langword="null"/> when it is the number of the one measure, by which the store can order.</param>
internal sealed record OrderNumber(IReadOnlyList<Measure> Measures, Func<IReadOnlyList<IReadOnlyList<double?>>, double?>? Of = null)
{
    /// <summary>Which events of a bucket it is made of; <see langword="null"/> for all.</summary>
    public Filter? Within { get; init; }

    /// <summary>True when the store can order by it.</summary>
    public bool IsPlain => Of is null && Within is null;

    /// <summary>The number, of the numbers of each measure.</summary>
    public double? Number(IReadOnlyList<IReadOnlyList<double?>> numbers) => Of is null ? numbers[0][0] : Of(numbers);

    /// <summary>How many events there are.</summary>
    public static OrderNumber Count { get; } = new([new Measure.Count()]);

    /// <summary>A measure of which there is none is no number to order by.</summary>
    public static OrderNumber? Plain(Measure? measure) => measure is null ? null : new OrderNumber([measure]);
}

/// <summary>Buckets of events that share a key.</summary>
/// <param name="Name">The name.</param>
/// <param name="Keys">What they share: one key, or several of a <c>composite</c>.</param>
/// <param name="Shape">How keys become buckets.</param>
internal sealed record KeyAggregation(string Name, IReadOnlyList<GroupKey> Keys, KeyShape Shape) : Aggregation(Name)
{
    /// <summary>Which events have a bucket at all.</summary>
    public Filter Filter { get; init; } = Filter.Everything;

    /// <summary>Those of the keys that are stretches of a calendar.</summary>
    public IReadOnlyList<CalendarKey> Calendars { get; init; } = [];
}

/// <summary>Buckets each of which has a filter of its own.</summary>
/// <param name="Name">The name.</param>
/// <param name="Buckets">What each says of itself, its name when names are keys, and its filter.</param>
/// <param name="Form">How they are written.</param>
internal sealed record FilterAggregation(string Name, IReadOnlyList<(string? Name, JsonObject Json, Filter Filter)> Buckets, BucketForm Form) : Aggregation(Name)
{
    /// <summary>True when the buckets are of all events of the data streams that were named, whatever the query finds.</summary>
    public bool IsGlobal { get; init; }
}

/// <summary>The first hits of a bucket.</summary>
/// <param name="Name">The name.</param>
/// <param name="Request">Which hits, and what of them.</param>
internal sealed record TopHitsAggregation(string Name, SearchRequest Request) : Aggregation(Name);

/// <summary>How buckets are written.</summary>
internal enum BucketForm
{
    /// <summary>A list.</summary>
    List,

    /// <summary>An object with a member a bucket.</summary>
    Named,

    /// <summary>An object with a member a bucket, which says its key itself too.</summary>
    Keyed,

    /// <summary>Just the one bucket.</summary>
    Single,
}
