using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

internal sealed partial class AggregationReader
{
    // What a source has beside what an aggregation of its kind has.
    private static readonly string[] s_ofSources = ["order", "missing_bucket", "missing_order"];

    private KeyAggregation Composite(string name, JsonElement body)
    {
        RequireOnly(name, body, "sources", "size", "after");
        var keys = new List<GroupKey>();
        var sources = new List<CompositeSource>();
        var conditions = new List<Filter>();
        var calendars = new List<CalendarKey>();
        foreach (var given in (body.Member("sources") ?? throw SearchException.Parsing($"Required [sources] in [{name}].")).AsList())
        {
            var named = given.FirstMember();
            var kind = named.Value.FirstMember();
            var source = SourceOf(named.Name, kind.Name, kind.Value);
            calendars.AddRange(source.Calendars.Select(calendar => calendar with { Index = keys.Count }));
            keys.Add(source.Keys[0]);
            bool hasMissing = kind.Value.Member("missing_bucket") is { } keeps && keeps.AsBoolean("missing_bucket");
            if (!hasMissing) conditions.Add(source.Filter);
            sources.Add(WrittenAs(named.Name, source.Shape, kind.Value, hasMissing));
        }
        if (sources.Count == 0) throw SearchException.Illegal($"Composite [sources] of [{name}] cannot be null or empty");
        if (sources.GroupBy(static source => source.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw SearchException.Illegal($"Composite source names must be unique, found duplicates: [{twice.Key}]");
        var after = body.Member("after") is { } last ? JsonNode.Parse(last.GetRawText())!.AsObject() : null;
        if (after is not null && (after.Count != sources.Count || !sources.TrueForAll(source => after.ContainsKey(source.Name))))
            throw SearchException.Illegal($"[after] of [{name}] must have a value for each of [sources]: {string.Join(", ", sources.Select(static source => source.Name))}.");
        return new KeyAggregation(name, keys, new CompositeShape(sources, SizeOf(name, body), after)) { Filter = new Filter.All(conditions), Calendars = calendars };
    }

    private KeyAggregation SourceOf(string name, string kind, JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"The composite source [{name}] is {Requests.Cut(options)}; expected an object.");
        if (kind == "terms")
        {
            RequireOnly(name, options, ["field", .. s_ofSources]);
            var field = FieldOf(name, options);
            return new KeyAggregation(name, [new GroupKey.Value(field.Field)], new TermsShape(field, 1, [new Rank(null, false)], null)) { Filter = new Filter.Exists(field.Field) };
        }
        var plain = JsonNode.Parse(options.GetRawText())!.AsObject();
        foreach (string own in s_ofSources) plain.Remove(own);
        var body = JsonElement.Parse(plain.ToJsonString());
        // Fewer than they have elsewhere: which buckets there are is for the pages to say.
        if (kind == "histogram") RequireOnly(name, body, "field", "interval");
        if (kind == "date_histogram") RequireOnly(name, body, "field", "interval", "fixed_interval", "calendar_interval", "time_zone", "offset", "format");
        var one = kind switch { "histogram" => Histogram(name, body), "date_histogram" => DateHistogram(name, body), _ => throw SearchException.Unsupported($"The composite source [{kind}]") };
        return one is CalendarAggregation calendar ? calendar.ToKey() : (KeyAggregation)one;
    }

    private CompositeSource WrittenAs(string name, KeyShape shape, JsonElement options, bool hasMissing)
    {
        bool isDown = options.Member("order") is { } order && IsDown(order);
        string? missing = options.Member("missing_order")?.AsText();
        if (missing is not (null or "first" or "last" or "default")) throw SearchException.Illegal($"[missing_order] of [{name}] is [{missing}]; expected [first], [last] or [default].");
        if (missing is not null && !hasMissing) throw SearchException.Illegal($"missing_order of [{name}] requires [missing_bucket] to be true");
        bool isMissingFirst = missing is null or "default" ? !isDown : missing == "first";
        string? format = shape is TimeShape ? options.Member("format")?.AsText() : null;
        return new CompositeSource(name, value => value is null ? null : ToKey(shape, value, format), isDown, isMissingFirst)
        {
            // Dates may be written in a format that has another order than they have.
            FromJson = shape is TimeShape time ? written => (double)moments.Read(JsonSerializer.SerializeToElement(written), format, time.Zone).FromMicros : null,
        };
    }

    private static JsonNode? ToKey(KeyShape shape, object value, string? format)
    {
        if (shape is TermsShape { Name.Field.Type: FieldType.Boolean }) return JsonValue.Create((long)value != 0);
        var json = shape.ToJson([value]);
        return format is not null && json["key_as_string"] is { } text ? text.DeepClone() : json["key"]?.DeepClone();
    }
}
