using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>One thing that values are ordered by.</summary>
/// <param name="Number">A number of their events; <see langword="null"/> for the values themselves.</param>
/// <param name="IsDescending">True for the greatest first.</param>
internal sealed record Rank(OrderNumber? Number, bool IsDescending);

/// <summary>The most frequent values, or the first by another order.</summary>
/// <param name="Size">How many buckets.</param>
/// <param name="Ranks">The order, the first of which counts most; the last is by the values themselves, for no two are the same.</param>
internal abstract record RankedShape(int Size, IReadOnlyList<Rank> Ranks) : KeyShape
{
    /// <summary>What events without a value are taken to have, of each key; null where these have no bucket.</summary>
    protected abstract IReadOnlyList<JsonNode?> Missings { get; }

    private bool HasMissing => Missings.Any(static missing => missing is not null);

    // By values, downwards, the store cannot order, nor by several numbers, one that is made of several, or of a part of the events, nor by a value that is missing.
    private bool IsForStore => !Ranks[^1].IsDescending && (Ranks.Count == 1 ? !HasMissing : Ranks.Count == 2 && Ranks[0].Number!.IsPlain);

    public override GroupOrder? Order => Ranks.Count > 1 && IsForStore ? new GroupOrder(0, Ranks[0].IsDescending) : null;

    public override IReadOnlyList<OrderNumber> Orders => [.. Ranks.Select(static rank => rank.Number).OfType<OrderNumber>()];

    public override int Limit => !IsForStore || LeastCount > 1 ? GroupQuery.MaxLimit : Size;

    public override IEnumerable<KeyBucket> Arrange(IReadOnlyList<KeyBucket> groups, JsonObject result, long total)
    {
        var ordered = Ordered(groups).Where(group => group.Count >= LeastCount).Take(Size).ToList();
        result["doc_count_error_upper_bound"] = 0;
        result["sum_other_doc_count"] = total - ordered.Sum(static group => group.Count);
        return ordered;
    }

    // Groups come in the order of their keys, or in the one that the store was asked for.
    private IOrderedEnumerable<KeyBucket> Ordered(IReadOnlyList<KeyBucket> groups)
    {
        var byKey = HasMissing ? groups.Order(Comparer<KeyBucket>.Create(Compare)) : (IEnumerable<KeyBucket>)groups;
        var ordered = (Ranks[^1].IsDescending ? byKey.Reverse() : byKey).OrderBy(static _ => 0);
        for (int i = 0; i < Ranks.Count - 1; i++)
        {
            int at = i;
            ordered = ordered.ThenBy(group => group.Order[at] is null);
            ordered = Ranks[at].IsDescending ? ordered.ThenByDescending(group => group.Order[at]) : ordered.ThenBy(group => group.Order[at]);
        }
        return ordered;
    }

    private int Compare(KeyBucket x, KeyBucket y) => Missings.Select((missing, i) => Compare(x.Keys[i], y.Keys[i], missing)).FirstOrDefault(static order => order != 0);

    // A value that is missing stands where the one that is taken for it would; what is no such value comes last.
    private static int Compare(object? x, object? y, JsonNode? missing)
    {
        if (x is string || y is string) return string.CompareOrdinal(x as string ?? missing?.ToString(), y as string ?? missing?.ToString());
        return (NumberOf(x) ?? NumberOf(missing) ?? double.PositiveInfinity).CompareTo(NumberOf(y) ?? NumberOf(missing) ?? double.PositiveInfinity);
    }

    private static double? NumberOf(object? value) => value switch
    {
        null => null,
        JsonNode given when given.GetValueKind() is JsonValueKind.True or JsonValueKind.False => given.GetValueKind() == JsonValueKind.True ? 1 : 0,
        JsonNode given => double.TryParse(given.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };
}

/// <summary><c>terms</c>: the values of a field.</summary>
/// <param name="Name">The field.</param>
/// <param name="Size">How many buckets.</param>
/// <param name="Ranks">The order.</param>
/// <param name="Missing">What events without a value are taken to have.</param>
internal sealed record TermsShape(FieldName Name, int Size, IReadOnlyList<Rank> Ranks, JsonNode? Missing) : RankedShape(Size, Ranks)
{
    protected override IReadOnlyList<JsonNode?> Missings { get; } = [Missing];

    public override JsonObject ToJson(IReadOnlyList<object?> keys) => Of(Name, keys[0], Missing);

    /// <summary>A value of a field as the key of a bucket.</summary>
    public static JsonObject Of(FieldName name, object? key, JsonNode? missing)
    {
        if (key is null) return new JsonObject { ["key"] = missing?.DeepClone() };
        if (key is string text) return new JsonObject { ["key"] = text };
        if (key is double number) return new JsonObject { ["key"] = number };
        long whole = (long)key;
        if (name.Field.Type == FieldType.Boolean) return new JsonObject { ["key"] = whole, ["key_as_string"] = whole == 0 ? "false" : "true" };
        if (name.Field.Type != FieldType.Timestamp || name.Reading == FieldReading.Micros) return new JsonObject { ["key"] = whole };
        return new JsonObject { ["key"] = TimeShape.Millis(whole), ["key_as_string"] = Moments.Write(whole, null, TimeZoneInfo.Utc) };
    }
}

/// <summary><c>multi_terms</c>: the combinations of the values of several fields.</summary>
/// <param name="Terms">The fields, and what events without a value are taken to have.</param>
/// <param name="Size">How many buckets.</param>
/// <param name="Ranks">The order.</param>
internal sealed record MultiTermsShape(IReadOnlyList<(FieldName Name, JsonNode? Missing)> Terms, int Size, IReadOnlyList<Rank> Ranks) : RankedShape(Size, Ranks)
{
    protected override IReadOnlyList<JsonNode?> Missings { get; } = [.. Terms.Select(static term => term.Missing)];

    public override JsonObject ToJson(IReadOnlyList<object?> keys)
    {
        JsonNode?[] parts = [.. Terms.Select((term, i) => PartOf(term.Name, keys[i], term.Missing))];
        return new JsonObject { ["key"] = new JsonArray(parts), ["key_as_string"] = string.Join('|', parts.Select(TextOf)) };
    }

    // Where a value is written in two ways only one has a place here.
    private static JsonNode? PartOf(FieldName name, object? key, JsonNode? missing)
    {
        if (key is not null && name.Field.Type == FieldType.Boolean) return (long)key != 0;
        var json = TermsShape.Of(name, key, missing);
        return (json["key_as_string"] ?? json["key"])?.DeepClone();
    }

    private static string? TextOf(JsonNode? part) => part is JsonValue value && value.TryGetValue(out double number) && !value.TryGetValue(out long _) ? JavaNumbers.Text(number) : part?.ToString();
}
