using System.Globalization;
using System.Text.Json.Nodes;

namespace Ashiato.Search.Aggregations;

/// <summary>One key of a <c>composite</c>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ToJson">Writes a value; one that is missing is null.</param>
/// <param name="IsDescending">True for the greatest first.</param>
/// <param name="IsMissingFirst">True when what has no value comes before all that has.</param>
internal sealed record CompositeSource(string Name, Func<object?, JsonNode?> ToJson, bool IsDescending, bool IsMissingFirst)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote, where that is not in the order of the values; else it is compared as it was written.</summary>
    public Func<JsonNode, object>? FromJson { get; init; }

    /// <summary>The order of two values.</summary>
    public int Compare(object? x, object? y)
    {
        if (x is null || y is null) return (x is null).CompareTo(y is null) * (IsMissingFirst ? -1 : 1);
        int order = x is string a && y is string b ? string.CompareOrdinal(a, b)
            : Convert.ToDouble(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(y, CultureInfo.InvariantCulture));
        return IsDescending ? -order : order;
    }

    /// <summary>The order of a value and one that was written on the page before.</summary>
    public int CompareToWritten(object? value, JsonNode? written) =>
        FromJson is { } read ? Compare(value, written is null ? null : read(written)) : Compare(Plain(ToJson(value)), Like(Plain(ToJson(value)), Plain(written)));

    /// <summary>What was written as a value of the same kind as another: clients need not tell numbers from texts.</summary>
    private object? Like(object? other, object? written) => (other, written) switch
    {
        (string, double number) => number.ToString("R", CultureInfo.InvariantCulture),
        (double, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw SearchException.Illegal($"The value [{text}] of [{Name}] in [after] is no number, as those of its field are."),
        _ => written,
    };

    private static object? Plain(JsonNode? node) => node is null ? null : node is not JsonValue value ? node.ToJsonString()
        : value.TryGetValue(out string? text) ? text : value.TryGetValue(out double number) ? number : value.TryGetValue(out long whole) ? (double)whole : node.ToJsonString();
}

/// <summary><c>composite</c>: all combinations of several keys, page by page.</summary>
/// <param name="Sources">The keys.</param>
/// <param name="Size">How many buckets.</param>
/// <param name="After">The keys behind which the page begins, in the form of <c>after_key</c>.</param>
internal sealed record CompositeShape(IReadOnlyList<CompositeSource> Sources, int Size, JsonObject? After) : KeyShape
{
    public override IEnumerable<KeyBucket> Arrange(IReadOnlyList<KeyBucket> groups, JsonObject result, long total)
    {
        var page = groups.Order(Comparer<KeyBucket>.Create(Compare)).Where(group => After is null || IsBehind(group.Keys)).Take(Size).ToList();
        if (page.Count > 0) result["after_key"] = KeysOf(page[^1].Keys);
        return page;
    }

    public override JsonObject ToJson(IReadOnlyList<object?> keys) => new() { ["key"] = KeysOf(keys) };

    /// <summary>True when keys come behind those of <see cref="After"/>.</summary>
    public bool IsBehind(IReadOnlyList<object?> keys) => Sources.Select((source, i) => source.CompareToWritten(keys[i], After![source.Name])).FirstOrDefault(static order => order != 0) > 0;

    private JsonObject KeysOf(IReadOnlyList<object?> keys) => new(Sources.Select((source, i) => KeyValuePair.Create(source.Name, source.ToJson(keys[i]))));

    private int Compare(KeyBucket x, KeyBucket y) => Sources.Select((source, i) => source.Compare(x.Keys[i], y.Keys[i])).FirstOrDefault(static order => order != 0);
}
