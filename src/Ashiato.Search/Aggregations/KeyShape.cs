using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>How groups with a key become buckets.</summary>
internal abstract record KeyShape
{
    /// <summary>The fewest events of a bucket that is shown.</summary>
    public long LeastCount { get; init; } = 1;

    /// <summary>The order by which the first are chosen, when that can be left to the store; <see langword="null"/> for by key.</summary>
    public virtual GroupOrder? Order => null;

    /// <summary>The number that gives the order, computed first; <see langword="null"/> for by key.</summary>
    public virtual OrderNumber? OrderBy => null;

    /// <summary>True when buckets are the members of an object, named by their keys.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>The most groups that are looked at when there is only one parent.</summary>
    public virtual int Limit => GroupQuery.MaxLimit;

    /// <summary>The buckets of one parent, in order.</summary>
    /// <param name="groups">The groups: the key, how many events, the order's number.</param>
    /// <param name="result">What else is written of the aggregation.</param>
    /// <param name="total">How many events all groups of the parent have, also those that were left out.</param>
    public abstract IEnumerable<KeyBucket> Arrange(IReadOnlyList<KeyBucket> groups, JsonObject result, long total);

    /// <summary>What a bucket says of its key.</summary>
    public abstract JsonObject ToJson(IReadOnlyList<object?> keys);
}

/// <summary>A group before it is a bucket.</summary>
/// <param name="Keys">Its keys.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="Number">What it is ordered by.</param>
/// <param name="Numbers">The numbers of its metrics; <see langword="null"/> when it has no event.</param>
internal sealed record KeyBucket(IReadOnlyList<object?> Keys, long Count, double? Number, IReadOnlyList<IReadOnlyList<double?>>? Numbers);

/// <summary><c>terms</c>: the most frequent values, or the first by another order.</summary>
/// <param name="Name">The field.</param>
/// <param name="Size">How many buckets.</param>
/// <param name="By">The number of the order; <see langword="null"/> for by key.</param>
/// <param name="IsDescending">True for the greatest first.</param>
/// <param name="Missing">What events without a value are taken to have.</param>
internal sealed record TermsShape(FieldName Name, int Size, OrderNumber? By, bool IsDescending, JsonNode? Missing) : KeyShape
{
    /// <summary>True when of equal ones the greatest key comes first.</summary>
    public bool TiesDescend { get; init; }

    // By key, downwards, the store cannot order, nor by a number that is made of several, or of a part of the events.
    private bool IsForStore => By is null ? !IsDescending : By.IsPlain;

    public override GroupOrder? Order => By is not null && IsForStore ? new GroupOrder(0, IsDescending) : null;

    public override OrderNumber? OrderBy => By;

    public override int Limit => !IsForStore || TiesDescend || LeastCount > 1 ? GroupQuery.MaxLimit : Size;

    public override IEnumerable<KeyBucket> Arrange(IReadOnlyList<KeyBucket> groups, JsonObject result, long total)
    {
        var ordered = (By is not null ? Ordered(groups) : IsDescending ? groups.Reverse() : groups).Where(group => group.Count >= LeastCount).Take(Size).ToList();
        result["doc_count_error_upper_bound"] = 0;
        result["sum_other_doc_count"] = total - ordered.Sum(static group => group.Count);
        return ordered;
    }

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

    // Equal ones come in the order of their keys.
    private IEnumerable<KeyBucket> Ordered(IReadOnlyList<KeyBucket> groups)
    {
        var byKey = TiesDescend ? groups.Reverse() : groups;
        return IsDescending
            ? byKey.OrderBy(static group => group.Number is null).ThenByDescending(static group => group.Number)
            : byKey.OrderBy(static group => group.Number is null).ThenBy(static group => group.Number);
    }
}

/// <summary>Two ends, of which each may be open.</summary>
/// <param name="Min">The lower one; of moments in microseconds.</param>
/// <param name="Max">The upper one.</param>
internal sealed record Bounds(double? Min, double? Max)
{
    /// <summary>Both are open.</summary>
    public static Bounds None { get; } = new(null, null);
}

/// <summary>Buckets along a line, with empty ones between when they are asked for.</summary>
internal abstract record LineShape : KeyShape
{
    /// <summary>The most buckets of one response.</summary>
    public const int MaxBuckets = 65_536;

    /// <summary>Where empty buckets begin and end beyond those with events.</summary>
    public Bounds Bounds { get; init; } = Bounds.None;

    /// <summary>True for the greatest key first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>True when the number of events gives the order, and not the key.</summary>
    public bool IsByCount { get; init; }

    public override IEnumerable<KeyBucket> Arrange(IReadOnlyList<KeyBucket> groups, JsonObject result, long total)
    {
        var buckets = LeastCount == 0 ? WithGaps(groups) : [.. groups.Where(group => group.Count >= LeastCount)];
        if (IsByCount) return IsDescending ? buckets.OrderByDescending(static bucket => bucket.Count) : buckets.OrderBy(static bucket => bucket.Count);
        if (IsDescending) buckets.Reverse();
        return buckets;
    }

    private List<KeyBucket> WithGaps(IReadOnlyList<KeyBucket> groups)
    {
        var there = groups.ToDictionary(group => PositionOf(group.Keys[0]!));
        // One bound alone says nothing about where buckets would end.
        if (there.Count == 0 && Bounds is not { Min: not null, Max: not null }) return [];
        long first = there.Count == 0 ? long.MaxValue : there.Keys.Min(), last = there.Count == 0 ? long.MinValue : there.Keys.Max();
        if (Bounds.Min is { } min) first = Math.Min(first, PositionOf(min));
        if (Bounds.Max is { } max) last = Math.Max(last, PositionOf(max));
        if (last - first >= MaxBuckets) throw new SearchException(400, "too_many_buckets_exception", $"Trying to create too many buckets. Must be less than or equal to: [{MaxBuckets}] but was [{last - first + 1}]. Use a longer interval or [min_doc_count] 1.");
        var all = new List<KeyBucket>();
        for (long at = first; at <= last; at++) all.Add(there.TryGetValue(at, out var group) ? group : new KeyBucket([KeyAt(at)], 0, null, null));
        return all;
    }

    /// <summary>The number of the bucket with a key, or around a value of the bounds.</summary>
    protected abstract long PositionOf(object key);

    /// <summary>The key of a bucket.</summary>
    protected abstract object KeyAt(long position);
}

/// <summary><c>date_histogram</c> of equal intervals, in microseconds.</summary>
/// <param name="IntervalMicros">Their length; 0 for those of a calendar.</param>
/// <param name="OffsetMicros">Where they start.</param>
/// <param name="Format">How moments are written.</param>
/// <param name="Zone">Whose clock they are written by.</param>
internal sealed record TimeShape(long IntervalMicros, long OffsetMicros, string? Format, TimeZoneInfo Zone) : LineShape
{
    public static long Millis(long micros) => (long)Math.Floor(micros / 1_000.0);

    public override JsonObject ToJson(IReadOnlyList<object?> keys) => ToJson((long)keys[0]!);

    public JsonObject ToJson(long micros) => new() { ["key_as_string"] = Moments.Write(micros, Format, Zone), ["key"] = Millis(micros) };

    protected override long PositionOf(object key) => (long)Math.Floor((Convert.ToDecimal(key, CultureInfo.InvariantCulture) - OffsetMicros) / IntervalMicros);

    protected override object KeyAt(long position) => (position * IntervalMicros) + OffsetMicros;
}

/// <summary><c>histogram</c>: equal steps of a number.</summary>
/// <param name="Interval">Their length.</param>
/// <param name="Offset">Where they start.</param>
internal sealed record StepShape(double Interval, double Offset) : LineShape
{
    public override JsonObject ToJson(IReadOnlyList<object?> keys) => new() { ["key"] = (double)keys[0]! };

    // A key lies at the start of its step, where rounding could put it before; half a step on it cannot.
    protected override long PositionOf(object key) => (long)Math.Floor(((Convert.ToDouble(key, CultureInfo.InvariantCulture) - Offset) / Interval) + 1e-9);

    protected override object KeyAt(long position) => (position * Interval) + Offset;
}
