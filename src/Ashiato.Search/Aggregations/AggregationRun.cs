using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query.Dates;
using Ashiato.Search.Hits;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Aggregations;

/// <summary>Computes a tree of aggregations.</summary>
/// <remarks>
/// The buckets of all parents of a level are found by one query: the parents' keys come first among its keys, and the numbers of
/// the level below among its measures. A bucket with a filter of its own (a range, a month) costs a query for itself.
/// </remarks>
/// <param name="store">Where the events are.</param>
/// <param name="indices">The events of the data streams that were named.</param>
/// <param name="isLookedAt">True when somebody goes through the buckets of the results.</param>
/// <param name="cancel">Ends the work.</param>
internal sealed partial class AggregationRun(IEventStore store, Filter indices, bool isLookedAt, CancellationToken cancel)
{
    private const int MaxTopHits = 500;
    private const int MaxQueries = 2_000;

    private int _queries;

    /// <summary>The result of each aggregation, over the events of a filter.</summary>
    public async ValueTask<JsonObject> RunAsync(IReadOnlyList<Aggregation> aggregations, Filter filter)
    {
        var root = new Bucket([], 0, []);
        await FillAsync(aggregations, new Scope(filter, []), [root], hasMetrics: false);
        return root.Json;
    }

    /// <summary>What the buckets of a level have in common: a filter, and the keys that tell them apart.</summary>
    private sealed record Scope(Filter Filter, GroupKey[] Keys)
    {
        public Scope Narrowed(Filter by) => this with { Filter = by == Filter.Everything ? Filter : new Filter.All([Filter, by]) };
    }

    private async ValueTask FillAsync(IReadOnlyList<Aggregation> aggregations, Scope scope, List<Bucket> buckets, bool hasMetrics)
    {
        if (buckets.Count == 0) return;
        var metrics = aggregations.OfType<MetricAggregation>().ToList();
        if (!hasMetrics && metrics.Count > 0)
        {
            var numbers = (await GroupsAsync(scope, scope.Keys, metrics.SelectMany(static metric => metric.Measures), GroupQuery.MaxLimit, null)).Groups.ToDictionary(static group => group.Keys, static group => group.Numbers, PathComparer.Instance);
            foreach (var bucket in buckets) AddMetrics(bucket.Json, metrics, numbers.GetValueOrDefault(bucket.Path), 0);
        }
        var made = new Dictionary<string, List<IReadOnlyList<Bucket>>>();
        foreach (var one in aggregations)
        {
            switch (one)
            {
                case KeyAggregation keyed:
                    made[one.Name] = await AddKeyedAsync(keyed, scope, buckets, isLeaf: !isLookedAt && IsLeaf(keyed, aggregations));
                    break;
                case FilterAggregation filters:
                    made[one.Name] = await AddFilteredAsync(filters, filters.IsGlobal ? new Scope(indices, []) : scope, buckets);
                    break;
                case CalendarAggregation calendar:
                    made[one.Name] = await AddFilteredAsync(await ToFiltersAsync(calendar, scope.Narrowed(calendar.Filter)), scope, buckets, calendar);
                    break;
                case TopHitsAggregation hits:
                    await AddHitsAsync(hits, scope, buckets);
                    break;
                case TopMetricsAggregation values:
                    await AddTopMetricsAsync(values, scope, buckets);
                    break;
            }
        }
        foreach (var pipeline in aggregations.OfType<SiblingPipeline>())
        {
            if (!made.TryGetValue(pipeline.Sibling, out var siblings)) throw SearchException.Illegal($"No aggregation found for path [{pipeline.Sibling}] of [{pipeline.Name}].");
            for (int i = 0; i < buckets.Count; i++) buckets[i].Json[pipeline.Name] = pipeline.Apply(siblings[i]);
        }
        foreach (var one in aggregations.Where(static one => one.Meta is not null))
            foreach (var bucket in buckets)
                if (bucket.Json[one.Name] is JsonObject result) result["meta"] = one.Meta!.DeepClone();
    }

    private async ValueTask<List<IReadOnlyList<Bucket>>> AddKeyedAsync(KeyAggregation one, Scope scope, List<Bucket> parents, bool isLeaf)
    {
        var metrics = one.Children.OfType<MetricAggregation>().ToList();
        Measure[] ordering = [.. one.Shape.Orders.Where(static order => order.Within is null).SelectMany(static order => order.Measures)];
        bool isTop = scope.Keys.Length == 0;
        Measure[] measures = [.. ordering, new Measure.Count(), .. metrics.SelectMany(static metric => metric.Measures)];
        int depth = scope.Keys.Length;
        var groups = parents.Select(static _ => new List<KeyBucket>()).ToList();
        var parts = await PartsAsync(one, scope);
        long total = 0;
        foreach (var (number, part) in parts.Index())
        {
            var table = isTop && one.Shape is CompositeShape page
                ? await PageAsync(page, part, measures)
                : await GroupsAsync(part, part.Keys, measures, isTop ? one.Shape.Limit : GroupQuery.MaxLimit, isTop ? one.Shape.Order : null, mayLeaveOut: isTop && one.Shape.Limit < GroupQuery.MaxLimit);
            var orders = await OrdersAsync(one.Shape.Orders, part);
            // Without keys above there is one parent.
            var byParent = depth == 0 ? null : table.Groups.ToLookup(group => (IReadOnlyList<object?>)[.. group.Keys.Take(depth)], PathComparer.Instance);
            for (int i = 0; i < parents.Count; i++)
            {
                groups[i].AddRange((byParent?[parents[i].Path] ?? table.Groups).Select(group =>
                    new KeyBucket(Rest(group.Keys, depth), (long)group.Number(ordering.Length), orders.Count == 0 ? [] : [.. orders.Select(order => order(group))], Rest(group.Numbers, ordering.Length + 1)) { Part = number }));
                // Of many parts no more is kept than the page can show.
                if (number > 0 && one.Shape is CompositeShape composite) groups[i] = [.. composite.Arrange(groups[i], [], 0)];
            }
            total += table.EventCount;
        }
        var made = new List<IReadOnlyList<Bucket>>();
        var byPart = parts.Select(static _ => new List<Bucket>()).ToList();
        for (int i = 0; i < parents.Count; i++)
        {
            var result = new JsonObject();
            List<KeyBucket> arranged = [.. one.Shape.Arrange(groups[i], result, isTop ? total : groups[i].Sum(static group => group.Count))];
            parents[i].Json[one.Name] = result;
            if (isLeaf)
            {
                result["buckets"] = new LeafBuckets(one.Shape, arranged, metrics).ToJson();
                continue;
            }
            var buckets = new List<Bucket>();
            foreach (var group in arranged)
            {
                buckets.Add(ToBucket(parents[i], group, one.Shape.ToJson(group.Keys), metrics));
                byPart[group.Part].Add(buckets[^1]);
            }
            made.Add(buckets);
        }
        if (isLeaf) return made;
        foreach (var (number, part) in parts.Index())
            await FillAsync(one.Children, part with { Filter = Restricted(part.Filter, one, byPart[number]) }, byPart[number], hasMetrics: true);
        for (int i = 0; i < parents.Count; i++)
        {
            made[i] = AfterPipelines(one.Children, made[i]);
            parents[i].Json[one.Name]!["buckets"] = one.Shape.IsKeyed ? ByKey(made[i]) : new JsonArray([.. made[i].Select(static bucket => bucket.Json)]);
        }
        return made;
    }

    /// <summary>Whether buckets are only written: there is nothing below them but numbers, and nothing beside them is made of them.</summary>
    private static bool IsLeaf(KeyAggregation one, IReadOnlyList<Aggregation> beside) =>
        !one.Shape.IsKeyed && one.Children.All(static child => child is MetricAggregation { Meta: null }) && !beside.OfType<SiblingPipeline>().Any(pipeline => pipeline.Sibling == one.Name);

    /// <summary>The numbers that give the order of a group. Those of all its events are the first of its own.</summary>
    private async ValueTask<List<Func<Group, double?>>> OrdersAsync(IReadOnlyList<OrderNumber> orders, Scope scope)
    {
        var all = new List<Func<Group, double?>>();
        int next = 0;
        foreach (var order in orders)
        {
            int first = next, count = order.Measures.Count;
            all.Add(order.Within is { } part ? await NumbersWithinAsync(order, scope.Narrowed(part)) : group => order.Number([.. group.Numbers.Skip(first).Take(count)]));
            if (order.Within is null) next += count;
        }
        return all;
    }

    /// <summary>The number that gives the order, where it is made of a part of each group's events.</summary>
    private async ValueTask<Func<Group, double?>> NumbersWithinAsync(OrderNumber order, Scope part)
    {
        var found = (await GroupsAsync(part, part.Keys, order.Measures, GroupQuery.MaxLimit, null)).Groups.ToDictionary(static group => group.Keys, group => order.Number(group.Numbers), PathComparer.Instance);
        double? nothing = order.Number(MetricAggregation.NumbersOfNothing(order.Measures));
        return group => found.TryGetValue(group.Keys, out double? number) ? number : nothing;
    }

    /// <summary>All combinations where one answer holds them, else those of a page.</summary>
    private async ValueTask<GroupTable> PageAsync(CompositeShape shape, Scope scope, Measure[] measures)
    {
        var all = await AskAsync(scope.Filter, scope.Keys);
        return new GroupTable(all ?? await new CompositePage(shape, scope.Keys, AskAsync).ReadAsync(scope.Filter), all is not null, 0);

        async ValueTask<IReadOnlyList<Group>?> AskAsync(Filter filter, IReadOnlyList<GroupKey> by)
        {
            try
            {
                var table = await GroupsAsync(new Scope(filter, [.. by]), by, by == scope.Keys ? measures : [new Measure.Count()], GroupQuery.MaxLimit, null, mayLeaveOut: true);
                return table.IsComplete ? table.Groups : null;
            }
            catch (QueryException e) when (e.Refused?.Why is StoreRefusal.QueryMemory or StoreRefusal.QueryGroups)
            {
                return null;
            }
        }
    }

    /// <summary>Buckets of a line as the members of an object.</summary>
    private static JsonObject ByKey(IReadOnlyList<Bucket> buckets) =>
        new(buckets.Select(static bucket => KeyValuePair.Create(bucket.Json["key_as_string"] is { } text ? (string)text! : AggregationReader.Decimal((double)bucket.Json["key"]!), (JsonNode?)bucket.Json)));

    /// <summary>What is below a few chosen values need not be looked for in all others.</summary>
    private static Filter Restricted(Filter filter, KeyAggregation one, List<Bucket> buckets)
    {
        for (int i = 0; i < one.Keys.Count; i++)
        {
            if (one.Keys[i] is not GroupKey.Value { Field.Kind: ColumnKind.String or ColumnKind.Id } value) continue;
            int fromEnd = one.Keys.Count - i;
            var chosen = buckets.Select(bucket => bucket.Path[^fromEnd]).Distinct().ToList();
            if (!chosen.Contains(null)) filter = filter.And(new Filter.TextIn(value.Field, [.. chosen.Cast<string>()]));
        }
        return filter;
    }

    private static IReadOnlyList<T> Rest<T>(IReadOnlyList<T> all, int from) => from == 0 ? all : all is T[] array ? array[from..] : [.. all.Skip(from)];

    private static Bucket ToBucket(Bucket parent, KeyBucket group, JsonObject json, List<MetricAggregation> metrics)
    {
        json["doc_count"] = group.Count;
        AddMetrics(json, metrics, group.Numbers, 0);
        return new Bucket(parent.Path.Count == 0 ? group.Keys : [.. parent.Path, .. group.Keys], group.Count, json);
    }

    private async ValueTask<List<IReadOnlyList<Bucket>>> AddFilteredAsync(FilterAggregation one, Scope scope, List<Bucket> parents, CalendarAggregation? calendar = null)
    {
        var metrics = one.Children.OfType<MetricAggregation>().ToList();
        var made = parents.Select(static _ => new List<Bucket>()).ToList();
        foreach (var (name, json, filter) in one.Buckets)
        {
            var inner = scope.Narrowed(filter);
            var numbers = (await GroupsAsync(inner, scope.Keys, [new Measure.Count(), .. metrics.SelectMany(static metric => metric.Measures)], GroupQuery.MaxLimit, null)).Groups
                .ToDictionary(static group => group.Keys, static group => group.Numbers, PathComparer.Instance);
            var level = new List<Bucket>();
            for (int i = 0; i < parents.Count; i++)
            {
                var found = numbers.GetValueOrDefault(parents[i].Path);
                long count = (long)(found?[0][0] ?? 0);
                if (count < calendar?.Shape.LeastCount) continue;
                var written = json.DeepClone().AsObject();
                if (one.Form == BucketForm.Named) written.Remove("key");
                written["doc_count"] = count;
                AddMetrics(written, metrics, found, 1);
                var bucket = new Bucket(parents[i].Path, count, written) { Name = name };
                level.Add(bucket);
                made[i].Add(bucket);
            }
            await FillAsync(one.Children, inner, level, hasMetrics: true);
        }
        var shown = made.Select(buckets => AfterPipelines(one.Children, calendar is null ? buckets : calendar.Arrange(buckets))).ToList();
        for (int i = 0; i < parents.Count; i++)
        {
            parents[i].Json[one.Name] = one.Form switch
            {
                BucketForm.Single => shown[i][0].Json,
                BucketForm.Keyed => new JsonObject { ["buckets"] = ByKey(shown[i]) },
                BucketForm.Named => new JsonObject { ["buckets"] = new JsonObject(shown[i].Select(static bucket => KeyValuePair.Create(bucket.Name!, (JsonNode?)bucket.Json))) },
                _ => new JsonObject { ["buckets"] = new JsonArray([.. shown[i].Select(static bucket => bucket.Json)]) },
            };
        }
        return shown;
    }

    /// <summary>The stretches of a calendar from the first event of all parents to the last, in their order.</summary>
    private async ValueTask<FilterAggregation> ToFiltersAsync(CalendarAggregation one, Scope scope)
    {
        var (from, to) = await EndsAsync(scope);
        var calendar = new Calendar(one.Zone);
        var buckets = new List<(string?, JsonObject, Filter)>();
        var bounds = one.Shape.LeastCount == 0 ? one.Shape.Bounds : Bounds.None;
        if ((from ?? bounds.Min) is { } least && (to ?? bounds.Max) is { } most)
        {
            (least, most) = (Math.Min(least, bounds.Min ?? least), Math.Max(most, bounds.Max ?? most));
            var start = calendar.StartOf(one.Unit, DateMath.FromMicros((long)least));
            while (DateMath.ToMicros(start) <= most)
            {
                var end = calendar.Next(one.Unit, start);
                long micros = DateMath.ToMicros(start);
                buckets.Add((null, one.Shape.ToJson(micros), new Filter.Between(Fields.Timestamp, micros, DateMath.ToMicros(end), MaxInclusive: false)));
                if (buckets.Count > MaxQueries) throw TooMany();
                start = end;
            }
        }
        return new FilterAggregation(one.Name, buckets, one.Shape.IsKeyed ? BucketForm.Keyed : BucketForm.List) { Children = one.Children };
    }

    private async ValueTask AddHitsAsync(TopHitsAggregation one, Scope scope, List<Bucket> buckets)
    {
        if (buckets.Count > MaxTopHits) throw SearchException.Illegal($"[{one.Name}] would be found for {buckets.Count} buckets; ask for {MaxTopHits} at most.");
        foreach (var bucket in buckets)
            bucket.Json[one.Name] = new JsonObject { ["hits"] = await SearchAnswer.HitsAsync(store, one.Request, EventsOf(scope, bucket), null, cancel) };
    }

    private async ValueTask AddTopMetricsAsync(TopMetricsAggregation one, Scope scope, List<Bucket> buckets)
    {
        foreach (var bucket in buckets)
        {
            bool isEmpty = scope.Keys.Length > 0 && bucket.Count == 0;
            if (!isEmpty && ++_queries > MaxQueries) throw TooMany();
            // What lacks the value that gives the order is no first one.
            var ordered = new Filter.Exists(one.Request.Sort[0].Name!.Field);
            bucket.Json[one.Name] = one.ToJson(isEmpty ? [] : (await new HitSearch(store).PageAsync(one.Request, EventsOf(scope, bucket).And(ordered), null, cancel)).Rows);
        }
    }

    private static Filter.All EventsOf(Scope scope, Bucket bucket) => new Filter.All([scope.Filter, .. scope.Keys.Select((key, i) => FilterOf(key, bucket.Path[i]))]);

    /// <summary>The events of a group: those that share its key.</summary>
    public static Filter FilterOf(GroupKey key, object? value) => (key, value) switch
    {
        (GroupKey.Value of, null) => new Filter.Not(new Filter.Exists(of.Field)),
        (GroupKey.Linear steps, null) => new Filter.Not(new Filter.Exists(steps.Field)),
        (GroupKey.Value of, string text) => Filter.Is(of.Field, text),
        (GroupKey.Value of, _) => Filter.Is(of.Field, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        (GroupKey.Time time, long micros) => new Filter.Between(Fields.Timestamp, micros, micros + time.IntervalMicros, MaxInclusive: false),
        (GroupKey.Linear steps, double start) => new Filter.Between(steps.Field, start, start + steps.Interval, MaxInclusive: false),
        _ => Filter.Everything,
    };

    private static void AddMetrics(JsonObject json, List<MetricAggregation> metrics, IReadOnlyList<IReadOnlyList<double?>>? numbers, int first)
    {
        foreach (var metric in metrics) json[metric.Name] = metric.ResultOf(numbers, ref first);
    }

    /// <summary>Adds what pipelines make of the buckets of one parent.</summary>
    /// <returns>The buckets that are left, in their order.</returns>
    private static IReadOnlyList<Bucket> AfterPipelines(IReadOnlyList<Aggregation> children, IReadOnlyList<Bucket> buckets)
    {
        foreach (var one in InOrder([.. children.OfType<PipelineAggregation>().Where(static one => one is not SiblingPipeline)]))
        {
            if (one is BucketChoice choice) buckets = choice.Choose(buckets);
            if (one is not BucketPipeline pipeline) continue;
            // All are computed before any is added, for the names of results may be those of values.
            var results = pipeline.Apply(buckets).ToList();
            for (int i = 0; i < buckets.Count; i++)
                if (results[i] is { } result) buckets[i].Json[pipeline.Name] = result;
        }
        return buckets;
    }

    /// <summary>Pipelines in an order in which each has the results that it looks at.</summary>
    private static IEnumerable<PipelineAggregation> InOrder(List<PipelineAggregation> waiting)
    {
        while (waiting.Count > 0)
        {
            int next = waiting.FindIndex(one => !waiting.Exists(other => one.Needs(other.Name)));
            if (next < 0) throw SearchException.Illegal($"Cyclical dependency found with pipeline aggregations [{waiting[0].Name}].");
            yield return waiting[next];
            waiting.RemoveAt(next);
        }
    }

    private async ValueTask<GroupTable> GroupsAsync(Scope scope, IReadOnlyList<GroupKey> keys, IEnumerable<Measure> measures, int limit, GroupOrder? order, bool mayLeaveOut = false)
    {
        if (++_queries > MaxQueries) throw TooMany();
        var (time, filter) = TimeFilter.Split(scope.Filter);
        var table = await store.QueryAsync(new GroupQuery { Time = time, Filter = filter, Keys = keys, Measures = [.. measures], Limit = limit, Order = order }, cancel);
        return table.IsComplete || mayLeaveOut ? table
            : throw new SearchException(400, "too_many_buckets_exception", $"The aggregation has more than {GroupQuery.MaxLimit} buckets before they are ordered. Use a narrower query or fewer values.");
    }

    private static SearchException TooMany() => new(400, "too_many_buckets_exception", $"The aggregations need more than {MaxQueries} queries. Ask for fewer ranges, filters or intervals.");

    /// <summary>Paths are equal when their keys are.</summary>
    private sealed class PathComparer : IEqualityComparer<IReadOnlyList<object?>>
    {
        public static PathComparer Instance { get; } = new();

        public bool Equals(IReadOnlyList<object?>? x, IReadOnlyList<object?>? y) => x is not null && y is not null && x.SequenceEqual(y);

        public int GetHashCode(IReadOnlyList<object?> obj)
        {
            var hash = new HashCode();
            foreach (object? key in obj) hash.Add(key);
            return hash.ToHashCode();
        }
    }
}
