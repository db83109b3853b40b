using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <content>Aggregations by the values of fields.</content>
internal sealed partial class AggregationReader
{
    // What the shards of a cluster are told, of which there is one.
    private static readonly string[] s_ofShards = ["shard_size", "show_term_doc_count_error", "collect_mode", "shard_min_doc_count"];

    private KeyAggregation Terms(string name, JsonElement body, List<Aggregation> children)
    {
        RequireOnly(name, body, ["field", "size", "order", "min_doc_count", "missing", "include", "exclude", "execution_hint", "value_type", "script", .. s_ofShards]);
        var field = FieldOf(name, body);
        RequireGroupable(field);
        var ranks = RanksOf(name, body.Member("order"), children);
        var missing = MissingOf(body);
        var conditions = new List<Filter>();
        if (missing is null) conditions.Add(new Filter.Exists(field.Field));
        if (body.Member("include") is { } include) conditions.Add(Chosen(name, field, include));
        if (body.Member("exclude") is { } exclude) conditions.Add(new Filter.Not(Chosen(name, field, exclude)));
        var shape = new TermsShape(field, SizeOf(name, body), ranks, missing) { LeastCount = LeastCountOf(body) };
        return new KeyAggregation(name, [new GroupKey.Value(field.Field)], shape) { Filter = new Filter.All(conditions) };
    }

    private KeyAggregation MultiTerms(string name, JsonElement body, List<Aggregation> children)
    {
        RequireOnly(name, body, ["terms", "size", "order", "min_doc_count", .. s_ofShards]);
        var terms = new List<(FieldName Name, JsonNode? Missing)>();
        foreach (var term in body.Member("terms")?.AsList() ?? [])
        {
            if (term.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"A term of [{name}] is {Requests.Cut(term)}; expected an object with a [field].");
            RequireOnly(name, term, "field", "missing", "script");
            terms.Add((FieldOf(name, term), MissingOf(term)));
            RequireGroupable(terms[^1].Name);
        }
        if (terms.Count < 2) throw SearchException.Illegal($"The [terms] parameter in the aggregation [{name}] must be present and have at least 2 fields or scripts.");
        var shape = new MultiTermsShape(terms, SizeOf(name, body), RanksOf(name, body.Member("order"), children)) { LeastCount = LeastCountOf(body) };
        return new KeyAggregation(name, [.. terms.Select(static term => new GroupKey.Value(term.Name.Field))], shape)
        {
            Filter = new Filter.All([.. terms.Where(static term => term.Missing is null).Select(static term => new Filter.Exists(term.Name.Field))]),
        };
    }

    private static void RequireGroupable(FieldName field)
    {
        if (field.Field.Type is FieldType.Json or FieldType.Histogram) throw SearchException.Query($"[{field.Name}] is kept but cannot be grouped by.");
    }

    private static JsonNode? MissingOf(JsonElement body) => body.Member("missing") is { } given ? JsonNode.Parse(given.GetRawText()) : null;

    private static int SizeOf(string name, JsonElement body)
    {
        int size = body.Member("size")?.AsInt32("size") ?? 10;
        return size is >= 1 and <= LineShape.MaxBuckets ? size : throw SearchException.Illegal($"[size] must be from 1 to {LineShape.MaxBuckets}. Found [{size}] in [{name}]");
    }

    private static int LeastCountOf(JsonElement body) => Math.Max(1, body.Member("min_doc_count")?.AsInt32("min_doc_count") ?? 1);

    private static Filter Chosen(string name, FieldName field, JsonElement chosen)
    {
        if (chosen.ValueKind == JsonValueKind.Object) throw SearchException.Unsupported($"A partition in the aggregation [{name}]");
        if (chosen.ValueKind == JsonValueKind.String && field.Field.Kind is ColumnKind.String or ColumnKind.Id)
            return new Filter.TextMatches(field.Field, RegexpSyntax.ToRegex(chosen.GetString()!));
        if (field.Field.Kind is ColumnKind.String or ColumnKind.Id) return new Filter.TextIn(field.Field, [.. chosen.AsList().Select(static one => one.AsText())]);
        return new Filter.Any([.. chosen.AsList().Select(one => Filter.Is(field.Field, one.AsDouble(name)))]);
    }

    /// <summary>The order: what is asked for, and of equal ones by the values themselves.</summary>
    private static List<Rank> RanksOf(string name, JsonElement? order, List<Aggregation> children)
    {
        var ranks = new List<Rank>();
        foreach (var one in order?.AsList() ?? [])
        {
            var given = one.FirstMember();
            bool isDown = IsDown(given.Value);
            var number = given.Name switch
            {
                "_count" => OrderNumber.Count,
                "_key" or "_term" => null,
                var path => NumberAt(path, children) ?? throw SearchException.Illegal($"Invalid aggregation order path [{path}] in [{name}]; name a metric below it, and one of its values."),
            };
            ranks.Add(new Rank(number, isDown));
            if (ranks.Count > MaxAggregations) throw SearchException.Illegal($"[{name}] has more than {MaxAggregations} orders.");
            // No two have the same value, so that what would decide behind it never does.
            if (number is null) return ranks;
        }
        if (ranks.Count == 0) ranks.Add(new Rank(OrderNumber.Count, IsDescending: true));
        return [.. ranks, new Rank(null, IsDescending: false)];
    }

    /// <summary>The number at a path: <c>metric</c>, <c>metric.part</c>, <c>metric[part]</c>; through single buckets <c>filter&gt;metric</c>, or that of their events, <c>filter</c>.</summary>
    private static OrderNumber? NumberAt(string path, List<Aggregation> children)
    {
        Filter? within = null;
        IReadOnlyList<Aggregation> level = children;
        string[] steps = path.Split('>');
        for (int i = 0; i < steps.Length; i++)
        {
            bool isLast = i == steps.Length - 1;
            string bucket = isLast && steps[i].EndsWith("._count", StringComparison.Ordinal) ? steps[i][..^"._count".Length] : steps[i];
            if (level.OfType<FilterAggregation>().FirstOrDefault(one => one.Name == bucket && one.Form == BucketForm.Single) is { } single)
            {
                within = within is null ? single.Buckets[0].Filter : within.And(single.Buckets[0].Filter);
                level = single.Children;
                if (isLast) return new OrderNumber([new Measure.Count(within)]);
            }
            else if (!isLast) return null;
        }
        string last = steps[^1];
        if (last == "_count" && within is not null) return new OrderNumber([new Measure.Count(within)]);
        int split = last.IndexOfAny(['.', '[']);
        string metric = split < 0 ? last : last[..split];
        string part = split < 0 ? "value" : last[(split + 1)..].TrimEnd(']');
        var by = level.OfType<MetricAggregation>().FirstOrDefault(child => child.Name == metric)?.ForOrder(part);
        return by is null ? null : by with { Within = within };
    }
}
