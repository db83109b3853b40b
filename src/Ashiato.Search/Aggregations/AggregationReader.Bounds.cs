using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <content>Where the buckets of histograms begin and end: <c>extended_bounds</c> add empty ones, <c>hard_bounds</c> leave some out.</content>
internal sealed partial class AggregationReader
{
    private static Bounds BoundsOf(string name, JsonElement body, string option, Func<JsonElement, double> read)
    {
        if (body.Member(option) is not { } given) return Bounds.None;
        if (given.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"[{option}] of [{name}] is {Requests.Cut(given)}; expected an object with [min] and [max].");
        RequireOnly(name, given, "min", "max");
        var bounds = new Bounds(given.Member("min") is { } min ? read(min) : null, given.Member("max") is { } max ? read(max) : null);
        return bounds.Min > bounds.Max ? throw SearchException.Illegal($"[{option}.min] cannot be greater than [{option}.max] for histogram aggregation [{name}]") : bounds;
    }

    private static void RequireInside(Bounds extended, Bounds hard, Func<double?, string> write)
    {
        if (extended.Min < hard.Min || extended.Max > hard.Max)
            throw SearchException.Illegal($"Extended bounds have to be inside hard bounds, hard bounds: [{write(hard.Min)}--{write(hard.Max)}], extended bounds: [{write(extended.Min)}--{write(extended.Max)}]");
    }

    /// <summary>The events of the buckets that begin within bounds, the upper of which does not count.</summary>
    /// <param name="events">The events of all buckets.</param>
    /// <param name="field">What the buckets are made of.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="startFrom">Where the first bucket begins that does not begin before a value.</param>
    private static Filter Begins(Filter events, Field field, Bounds bounds, Func<double, double> startFrom) => bounds == Bounds.None ? events
        : events.And(new Filter.Between(field, bounds.Min is { } min ? startFrom(min) : null, bounds.Max is { } max ? startFrom(max) : null, MaxInclusive: false));
}
