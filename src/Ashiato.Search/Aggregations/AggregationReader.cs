using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Search.Hits;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Reads aggregations from a request.</summary>
/// <param name="catalog">Finds the fields.</param>
/// <param name="moments">Reads dates.</param>
internal sealed partial class AggregationReader(FieldCatalog catalog, Moments moments)
{
    private const int MaxDepth = 8;
    private const int MaxAggregations = 200;

    private int _count;

    /// <summary>Reads <c>{"name": {"terms": …, "aggs": …}}</c>.</summary>
    /// <exception cref="SearchException">An aggregation cannot be understood or answered.</exception>
    public List<Aggregation> Read(JsonElement given)
    {
        var all = Read(given, 0);
        if (all.OfType<PipelineAggregation>().FirstOrDefault(static pipeline => pipeline is not SiblingPipeline) is { } alone)
            throw SearchException.Illegal($"pipeline aggregation [{alone.Name}] must be declared inside of another aggregation");
        return all;
    }

    /// <summary>Refuses pipelines that look at what is not there.</summary>
    private static void RequirePaths(List<Aggregation> children)
    {
        foreach (var pipeline in children.OfType<PipelineAggregation>().Where(static pipeline => pipeline is not SiblingPipeline))
            foreach (string path in pipeline.Paths)
                if (path is not ("_count" or "_key") && !children.Exists(other => other != pipeline && PipelineAggregation.IsOf(path, other.Name)))
                    throw SearchException.Illegal($"No aggregation found for path [{path}]");
    }

    private List<Aggregation> Read(JsonElement given, int depth)
    {
        if (depth > MaxDepth) throw SearchException.Illegal($"Aggregations are nested more than {MaxDepth} levels deep.");
        var all = new List<Aggregation>();
        foreach (var member in given.EnumerateObject())
        {
            if (++_count > MaxAggregations) throw SearchException.Illegal($"A search has more than {MaxAggregations} aggregations.");
            all.Add(ReadOne(member.Name, member.Value, depth));
        }
        return all;
    }

    private Aggregation ReadOne(string name, JsonElement given, int depth)
    {
        if (name.AsSpan().IndexOfAny("[]>") >= 0) throw SearchException.Parsing($"Invalid aggregation name [{name}]. Aggregation names cannot contain '[', ']' or '>'.");
        JsonElement? below = null;
        JsonNode? meta = null;
        JsonProperty? kind = null;
        foreach (var member in given.EnumerateObject())
        {
            switch (member.Name)
            {
                case "aggs" or "aggregations":
                    below = member.Value;
                    break;
                case "meta":
                    meta = JsonNode.Parse(member.Value.GetRawText());
                    break;
                default:
                    if (kind is not null) throw SearchException.Parsing($"Found two aggregation type definitions in [{name}]: [{kind.Value.Name}] and [{member.Name}]");
                    kind = member;
                    break;
            }
        }
        if (kind is not { } type) throw SearchException.Parsing($"Missing definition for aggregation [{name}]");
        var children = below is { } inner ? ReadBelow(name, type, inner, depth + 1) : [];
        var one = ReadKind(name, type.Name, type.Value, children);
        if (children.Count > 0 && one is MetricAggregation or TopHitsAggregation or TopMetricsAggregation or PipelineAggregation)
            throw SearchException.Parsing($"Aggregator [{name}] of type [{type.Name}] cannot accept sub-aggregations");
        RequirePaths(children);
        if (children.OfType<FilterAggregation>().FirstOrDefault(static child => child.IsGlobal) is { } global)
            throw new SearchException(400, "aggregation_execution_exception", $"Aggregation [{name}] cannot have a global sub-aggregation [{global.Name}]. Global aggregations can only be defined as top level aggregations");
        if (one is FilterAggregation { Form: BucketForm.Single } && children.OfType<BucketChoice>().FirstOrDefault() is { } choice)
            throw SearchException.Illegal($"[{choice.Name}] chooses among the buckets of [{name}], which is of type [{type.Name}] and has one only.");
        return one with { Children = children, Meta = meta, Type = TypedKeys.TypeOf(type.Name, type.Value, one) };
    }

    /// <summary>Reads what is to be computed of each bucket; inside a date histogram knowing how long they are.</summary>
    private List<Aggregation> ReadBelow(string name, JsonProperty kind, JsonElement given, int depth)
    {
        if (kind.Name != "date_histogram") return Read(given, depth);
        _intervals.Push(IntervalOf(name, kind.Value));
        var children = Read(given, depth);
        _intervals.Pop();
        return children;
    }

    private Aggregation ReadKind(string name, string type, JsonElement body, List<Aggregation> children) => type switch
    {
        "terms" => Terms(name, body, children),
        "multi_terms" => MultiTerms(name, body, children),
        "date_histogram" => DateHistogram(name, body),
        "histogram" => Histogram(name, body),
        "range" => Range(name, body),
        "date_range" => DateRange(name, body),
        "filter" => new FilterAggregation(name, [(null, [], Query(body))], BucketForm.Single),
        "filters" => Filters(name, body),
        "global" => Global(name, body),
        "missing" => new FilterAggregation(name, [(null, [], new Filter.Not(new Filter.Exists(FieldOf(name, body).Field)))], BucketForm.Single),
        "composite" => Composite(name, body),
        "top_hits" => new TopHitsAggregation(name, SearchRequest.Read(body, catalog, moments) with { Size = body.Member("size")?.AsInt32("size") ?? 3 }),
        "top_metrics" => TopMetrics(name, body),
        "rate" => Rate(name, body),
        "value_count" when body.Member("field")?.AsText() is "_id" or "_index" => Metrics.CountOfDocuments(name),
        "cardinality" when body.Member("field")?.AsText() is "_id" => Metrics.CountOfDocuments(name),
        "derivative" or "moving_avg" or "moving_fn" or "cumulative_sum" or "serial_diff" or "bucket_script" or "bucket_selector" or "bucket_sort" or "avg_bucket" or "max_bucket" or "min_bucket" or "sum_bucket" or "stats_bucket" or "extended_stats_bucket" or "percentiles_bucket" =>
            Pipelines.Read(name, type, body),
        _ => Metrics.Read(name, type, body, field => FieldOf(name, body)) ?? throw SearchException.Unsupported($"The aggregation [{type}]"),
    };

    private Filter Query(JsonElement query) => new QueryTranslator(catalog, moments).Translate(query);

    private FieldName FieldOf(string name, JsonElement body)
    {
        if (body.Member("script") is not null) throw SearchException.Unsupported($"A [script] in the aggregation [{name}]");
        string field = body.Member("field")?.AsText() ?? throw SearchException.Parsing($"Required one of fields [field, script], but none were specified in [{name}].");
        if (field is "_id" or "_index") throw SearchException.Unsupported($"The field [{field}] in the aggregation [{name}]");
        return catalog.One(field);
    }

    /// <summary>Refuses options that change the result and are not known.</summary>
    internal static void RequireOnly(string name, JsonElement body, params ReadOnlySpan<string> known)
    {
        foreach (var member in body.EnumerateObject())
            if (!known.Contains(member.Name)) throw SearchException.Unsupported($"The option [{member.Name}] of the aggregation [{name}]");
    }

    private KeyAggregation Histogram(string name, JsonElement body)
    {
        RequireOnly(name, body, "field", "interval", "offset", "min_doc_count", "extended_bounds", "hard_bounds", "keyed", "order");
        var field = FieldOf(name, body);
        RequireNumber(field, "histogram", "date_histogram");
        double interval = (body.Member("interval") ?? throw SearchException.Parsing($"Required [interval] in [{name}].")).AsDouble("interval");
        double offset = body.Member("offset")?.AsDouble("offset") ?? 0;
        if (!(interval > 0)) throw SearchException.Illegal($"[interval] must be >0 for histogram aggregation [{name}]");
        var shape = new StepShape(interval, offset)
        {
            LeastCount = body.Member("min_doc_count")?.AsInt32("min_doc_count") ?? 0,
            Bounds = BoundsOf(name, body, "extended_bounds", static bound => bound.AsDouble("bound")),
            IsKeyed = IsKeyed(body),
        };
        var hard = BoundsOf(name, body, "hard_bounds", static bound => bound.AsDouble("bound"));
        RequireInside(shape.Bounds, hard, static bound => Decimal(bound));
        shape = InOrder(name, body, shape);
        return new KeyAggregation(name, [new GroupKey.Linear(field.Field, interval, offset)], shape) { Filter = Begins(new Filter.Exists(field.Field), field.Field, hard, shape.StartFrom) };
    }

    private static bool IsKeyed(JsonElement body) => body.Member("keyed") is { } keyed && keyed.AsBoolean("keyed");

    private static bool IsDown(JsonElement order) => order.AsText().Equals("desc", StringComparison.OrdinalIgnoreCase);

    private static JsonProperty FirstOrder(JsonElement order) =>
        order.ValueKind == JsonValueKind.Array && order.GetArrayLength() > 0 ? order[0].FirstMember() : order.FirstMember();

    /// <summary>The buckets of a line in the order that is asked for.</summary>
    private static T InOrder<T>(string name, JsonElement body, T shape) where T : LineShape
    {
        if (body.Member("order") is not { } order) return shape;
        var first = FirstOrder(order);
        if (first.Name is not ("_key" or "_term" or "_time" or "_count")) throw SearchException.Unsupported($"The order by [{first.Name}] of the histogram [{name}]");
        return shape with { IsByCount = first.Name == "_count", IsDescending = IsDown(first.Value) };
    }

    private static FilterAggregation Global(string name, JsonElement body)
    {
        RequireOnly(name, body);
        return new FilterAggregation(name, [(null, [], Filter.Everything)], BucketForm.Single) { IsGlobal = true };
    }

    private FilterAggregation Filters(string name, JsonElement body)
    {
        RequireOnly(name, body, "filters", "other_bucket", "other_bucket_key", "keyed");
        var given = body.Member("filters") ?? throw SearchException.Parsing($"Required [filters] in [{name}].");
        bool isNamed = given.ValueKind == JsonValueKind.Object;
        var buckets = isNamed
            ? given.EnumerateObject().Select(one => ((string?)one.Name, new JsonObject { ["key"] = one.Name }, Query(one.Value))).ToList()
            : given.AsList().Select(one => ((string?)null, new JsonObject(), Query(one))).ToList();
        string? other = body.Member("other_bucket_key")?.AsText() ?? (body.Member("other_bucket") is { ValueKind: JsonValueKind.True } ? "_other_" : null);
        if (other is not null) buckets.Add((isNamed ? other : null, isNamed ? new JsonObject { ["key"] = other } : [], new Filter.Not(new Filter.Any([.. buckets.Select(static bucket => bucket.Item3)]))));
        bool isList = !isNamed || body.Member("keyed") is { ValueKind: JsonValueKind.False };
        return new FilterAggregation(name, buckets, isList ? BucketForm.List : BucketForm.Named);
    }

    private FilterAggregation Range(string name, JsonElement body)
    {
        RequireOnly(name, body, "field", "ranges", "keyed");
        var field = FieldOf(name, body);
        RequireNumber(field, "range", "date_range");
        var buckets = (body.Member("ranges") ?? throw SearchException.Parsing($"Required [ranges] in [{name}].")).AsList().Select(range =>
        {
            double? from = range.Member("from")?.AsDouble("from"), to = range.Member("to")?.AsDouble("to");
            string key = range.Member("key")?.AsText() ?? $"{Decimal(from)}-{Decimal(to)}";
            var json = new JsonObject { ["key"] = key };
            if (from is not null) json["from"] = from;
            if (to is not null) json["to"] = to;
            return (new Bounds(from, to), key, json);
        });
        return Ranges(name, body, field, buckets);
    }

    /// <summary>Dates are in milliseconds to those who ask and in microseconds here: the aggregations for dates know how to read them.</summary>
    private static void RequireNumber(FieldName field, string type, string forDates)
    {
        if (field.Field.Type == FieldType.Timestamp && field.Reading != FieldReading.Micros) throw SearchException.Unsupported($"[{type}] on the date [{field.Name}]; [{forDates}] is, and it");
    }

    private FilterAggregation DateRange(string name, JsonElement body)
    {
        RequireOnly(name, body, "field", "ranges", "keyed", "format", "time_zone");
        var field = FieldOf(name, body);
        string? format = body.Member("format")?.AsText();
        var zone = Moments.Zone(body.Member("time_zone"));
        var buckets = (body.Member("ranges") ?? throw SearchException.Parsing($"Required [ranges] in [{name}].")).AsList().Select(range =>
        {
            long? from = range.Member("from") is { } first ? moments.Read(first, format, zone).FromMicros : null;
            long? to = range.Member("to") is { } last ? moments.Read(last, format, zone).FromMicros : null;
            string key = range.Member("key")?.AsText() ?? $"{Moment(from)}-{Moment(to)}";
            var json = new JsonObject { ["key"] = key };
            if (from is { } start) (json["from"], json["from_as_string"]) = (TimeShape.Millis(start), Moment(start));
            if (to is { } end) (json["to"], json["to_as_string"]) = (TimeShape.Millis(end), Moment(end));
            return (new Bounds(from, to), key, json);
        });
        return Ranges(name, body, field, buckets);

        string Moment(long? micros) => micros is { } at ? Moments.Write(at, format, zone) : "*";
    }

    /// <summary>Ranges in the order of their beginnings, and of equal ones of their ends.</summary>
    private static FilterAggregation Ranges(string name, JsonElement body, FieldName field, IEnumerable<(Bounds Bounds, string Key, JsonObject Json)> ranges)
    {
        bool isNamed = body.Member("keyed") is { ValueKind: JsonValueKind.True };
        var buckets = ranges.OrderBy(static range => range.Bounds.Min ?? double.NegativeInfinity).ThenBy(static range => range.Bounds.Max ?? double.PositiveInfinity)
            .Select(range => ((string?)range.Key, range.Json, (Filter)new Filter.Between(field.Field, range.Bounds.Min, range.Bounds.Max, MaxInclusive: false)));
        return new FilterAggregation(name, [.. buckets], isNamed ? BucketForm.Named : BucketForm.List);
    }

    /// <summary>A number as the name of a bucket.</summary>
    internal static string Decimal(double? number) => number is { } value ? JavaNumbers.Text(value) : "*";
}
