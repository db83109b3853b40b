using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>The numbers that give the order, the first of which counts most; none for by key.</summary>
    public virtual IReadOnlyList<OrderNumber> Orders => [];

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

    /// <summary>Writes what a bucket says of its key, as members of an object.</summary>
    public virtual void WriteKey(Utf8JsonWriter writer, IReadOnlyList<object?> keys)
    {
        foreach (var (name, value) in ToJson(keys))
        {
            writer.WritePropertyName(name);
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }
    }
}

/// <summary>A group before it is a bucket.</summary>
/// <param name="Keys">Its keys.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="Order">The numbers that it is ordered by.</param>
/// <param name="Numbers">The numbers of its metrics; <see langword="null"/> when it has no event.</param>
internal sealed record KeyBucket(IReadOnlyList<object?> Keys, long Count, IReadOnlyList<double?> Order, IReadOnlyList<IReadOnlyList<double?>>? Numbers)
{
    /// <summary>The number of the part of the events that it was found in.</summary>
    public int Part { get; init; }
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
        for (long at = first; at <= last; at++) all.Add(there.TryGetValue(at, out var group) ? group : new KeyBucket([KeyAt(at)], 0, [], null));
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

    public override void WriteKey(Utf8JsonWriter writer, IReadOnlyList<object?> keys)
    {
        long micros = (long)keys[0]!;
        writer.WriteString("key_as_string", Moments.Write(micros, Format, Zone));
        writer.WriteNumber("key", Millis(micros));
    }

    // Keys are exact multiples; only bounds may lie anywhere.
    protected override long PositionOf(object key) => key is long micros
        ? (micros - OffsetMicros) / IntervalMicros
        : (long)Math.Floor((Convert.ToDecimal(key, CultureInfo.InvariantCulture) - OffsetMicros) / IntervalMicros);

    protected override object KeyAt(long position) => (position * IntervalMicros) + OffsetMicros;

    /// <summary>Where the first bucket begins that does not begin before a moment, in microseconds.</summary>
    public double StartFrom(double micros) => (Math.Ceiling((micros - OffsetMicros) / IntervalMicros) * IntervalMicros) + OffsetMicros;
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

    /// <summary>Where the first step begins that does not begin before a number; one that rounding put a little before it counts.</summary>
    public double StartFrom(double number) => (Math.Ceiling(((number - Offset) / Interval) - 1e-9) * Interval) + Offset;
}
