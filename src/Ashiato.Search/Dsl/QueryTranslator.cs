using System.Globalization;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

/// <summary>Turns a query of Elasticsearch's Query DSL into a filter. Scores are not computed: a query only says which events.</summary>
/// <param name="catalog">Finds the fields.</param>
/// <param name="moments">Reads dates.</param>
internal sealed partial class QueryTranslator(FieldCatalog catalog, Moments moments)
{
    private const int MaxDepth = 30;
    private const int MaxCombinations = 200;
    private const int MaxConditions = 50_000;

    private static readonly Filter s_nothing = new Filter.Any([]);
    private int _depth;

    /// <summary>True while a value that its field cannot hold finds nothing, rather than being an error.</summary>
    private bool _isLenient;

    /// <summary>Translates <c>{"bool": …}</c> and its like.</summary>
    /// <exception cref="SearchException">The query cannot be understood or answered.</exception>
    public Filter Translate(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"Expected a query, but found {Requests.Cut(query)}.");
        var members = query.EnumerateObject().ToList();
        // An empty object asks for everything, as older clients write it.
        if (members.Count == 0) return Filter.Everything;
        if (members.Count > 1) throw SearchException.Parsing($"[{members[0].Name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME] [{members[1].Name}]");
        if (++_depth > MaxDepth) throw SearchException.Illegal($"The query is nested more than {MaxDepth} levels deep.");
        var filter = Translate(members[0].Name, members[0].Value);
        if (--_depth == 0) RequireFew(filter);
        return filter;
    }

    private Filter Translate(string kind, JsonElement body) => kind switch
    {
        "match_all" => Filter.Everything,
        "match_none" => s_nothing,
        "bool" => Bool(body),
        "constant_score" => Translate(body.Member("filter") ?? throw SearchException.Parsing("[constant_score] requires a 'filter' element")),
        "dis_max" => new Filter.Any([.. (body.Member("queries") ?? throw SearchException.Parsing("[dis_max] requires 'queries'")).AsList().Select(Translate)]),
        "term" => Term(Clause.Read(kind, body)),
        "terms" => Terms(Clause.Read(kind, body)),
        "range" => Range(Clause.Read(kind, body)),
        "exists" => Exists(body.Member("field")?.AsText() ?? throw SearchException.Parsing("[exists] must be provided with a [field]")),
        "prefix" => Like(Clause.Read(kind, body), static text => Filter.TextLike.Escape(text) + "*"),
        "wildcard" => Wildcard(Clause.Read(kind, body)),
        "regexp" => Regexp(Clause.Read(kind, body)),
        "ids" => Ids(body),
        "nested" => Nested(body),
        "match" => Match(Clause.Read(kind, body)),
        "match_phrase" => MatchPhrase(Clause.Read(kind, body), isPrefix: false),
        "match_phrase_prefix" => MatchPhrase(Clause.Read(kind, body), isPrefix: true),
        "multi_match" => MultiMatch(body),
        "query_string" => QueryString(body),
        "simple_query_string" => SimpleQueryString(body),
        _ => throw SearchException.Unsupported($"The query [{kind}]"),
    };

    private Filter Bool(JsonElement body)
    {
        var must = new List<Filter>();
        var should = new List<Filter>();
        JsonElement? least = null;
        bool isFree = false;
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "must" or "filter":
                    Filter[] required = [.. member.Value.AsList().Select(Translate)];
                    must.AddRange(required);
                    // Beside what is required, what should be may be; an empty list requires nothing.
                    isFree |= required.Length > 0;
                    break;
                case "must_not":
                    must.AddRange(member.Value.AsList().Select(inner => new Filter.Not(Translate(inner))));
                    break;
                case "should":
                    should.AddRange(member.Value.AsList().Select(Translate));
                    break;
                case "minimum_should_match":
                    least = member.Value;
                    break;
                case "boost" or "_name" or "adjust_pure_negative":
                    break;
                default:
                    throw SearchException.Parsing($"[bool] query does not support [{member.Name}]");
            }
        }
        // Where nothing is required, one of what should be is, even if none is asked for.
        int needed = Math.Max(least is { } asked ? LeastOf(asked, should.Count) : 0, isFree || should.Count == 0 ? 0 : 1);
        if (needed > 0) must.Add(AtLeast(needed, should));
        return must.Count == 1 ? must[0] : new Filter.All(must);
    }

    /// <summary>How many of some clauses must be true: a number, one below 0 for all but some, or a percentage.</summary>
    private static int LeastOf(JsonElement asked, int count)
    {
        string text = asked.AsText();
        bool isShare = text.EndsWith('%');
        if (!int.TryParse(text.AsSpan(0, text.Length - (isShare ? 1 : 0)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            throw SearchException.Unsupported($"The [minimum_should_match] [{text}]");
        long part = isShare ? (long)(count * Math.Abs((double)number) / 100) : Math.Abs((long)number);
        return (int)Math.Clamp(number < 0 ? count - part : part, 0, int.MaxValue);
    }

    private static Filter AtLeast(int needed, List<Filter> clauses)
    {
        if (needed > clauses.Count) return s_nothing;
        if (needed == clauses.Count) return new Filter.All(clauses);
        if (needed == 1) return new Filter.Any(clauses);
        if (Combinations(clauses.Count, needed) > MaxCombinations) throw SearchException.Illegal($"[minimum_should_match] {needed} of {clauses.Count} clauses makes more than {MaxCombinations} combinations; use fewer clauses.");
        var choices = new Filter.Any([.. Choices(clauses, needed).Select(static choice => new Filter.All([.. choice]))]);
        RequireFew(choices);
        return choices;
    }

    /// <summary>In how many ways so many can be chosen of all; of more than <see cref="MaxCombinations"/>, some number that is more.</summary>
    private static double Combinations(int all, int chosen)
    {
        double ways = 1;
        for (int i = 0; i < Math.Min(chosen, all - chosen) && ways <= MaxCombinations; i++) ways = ways * (all - i) / (i + 1);
        return ways;
    }

    /// <summary>Combinations of combinations are few clauses and many conditions.</summary>
    /// <exception cref="SearchException">There are more conditions than events can be asked for.</exception>
    private static void RequireFew(Filter filter)
    {
        if (CountUpTo(filter, MaxConditions + 1, depth: 0) > MaxConditions) throw SearchException.Illegal($"The query makes more than {MaxConditions} conditions; use fewer clauses, or [terms] with many values.");
    }

    // What is nested deeper than stores take is for them to refuse.
    private static int CountUpTo(Filter filter, int limit, int depth)
    {
        if (depth > 200) return 1;
        if (filter is Filter.Not not) return CountUpTo(not.Inner, limit, depth + 1);
        var inner = (filter as Filter.All)?.Filters ?? (filter as Filter.Any)?.Filters;
        // Everything is a condition too, of none.
        if (inner is null or []) return 1;
        int count = 0;
        for (int i = 0; i < inner.Count && count < limit; i++) count += CountUpTo(inner[i], limit - count, depth + 1);
        return count;
    }

    private static IEnumerable<IEnumerable<Filter>> Choices(List<Filter> clauses, int needed)
    {
        if (needed == 0) return [[]];
        return Enumerable.Range(0, Math.Max(0, clauses.Count - needed + 1))
            .SelectMany(first => Choices([.. clauses.Skip(first + 1)], needed - 1).Select(rest => rest.Prepend(clauses[first])));
    }

    private Filter Exists(string name)
    {
        if (name is "_index" or "_id" or "_source") return Filter.Everything;
        var fields = catalog.Find(name).Select(static found => found.Field).Concat(catalog.Below(name));
        return Any(fields.Distinct().Select(static field => (Filter)new Filter.Exists(field)));
    }

    /// <summary>The query inside: an event keeps the values of its objects side by side, so that there is nothing to go into.</summary>
    private Filter Nested(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
            if (member.Name is not ("path" or "query" or "score_mode" or "ignore_unmapped" or "boost" or "_name")) throw SearchException.Unsupported($"The option [{member.Name}] of [nested]");
        if (body.Member("path") is null) throw SearchException.Parsing("[nested] requires 'path' field");
        return Translate(body.Member("query") ?? throw SearchException.Parsing("[nested] requires 'query' field"));
    }

    private static Filter Ids(JsonElement body)
    {
        string[] ids = [.. (body.Member("values") ?? throw SearchException.Parsing("[ids] requires providing a values element")).AsList().Select(static id => id.AsText())];
        return DocumentId.FilterOf(ids);
    }

    /// <summary>A condition on all that a name stands for: one is enough.</summary>
    private Filter Each(string name, Func<FieldName, Filter> condition)
    {
        var fields = catalog.Find(name);
        if (fields.Count == 1) return _isLenient ? IfFitting(() => condition(fields[0])) : condition(fields[0]);
        return Any(fields.Select(field => IfPossible(() => condition(field))).OfType<Filter>());
    }

    /// <summary>A condition, or one that is never true when the value is none that the field could have.</summary>
    private static Filter IfFitting(Func<Filter> condition)
    {
        try
        {
            return condition();
        }
        catch (SearchException e) when (e.Type is SearchException.QueryType or SearchException.MomentType)
        {
            return s_nothing;
        }
    }

    /// <summary>Translates a clause that may say that it is lenient.</summary>
    private Filter Leniently(Clause clause, Func<Filter> translate)
    {
        bool before = _isLenient;
        _isLenient = clause.Is("lenient");
        var filter = translate();
        _isLenient = before;
        return filter;
    }

    private static Filter? IfPossible(Func<Filter> condition)
    {
        try
        {
            return condition();
        }
        catch (SearchException)
        {
            // Of several fields, those whose type cannot answer hold nothing that fits.
            return null;
        }
    }

    private static Filter Any(IEnumerable<Filter> filters)
    {
        Filter[] all = [.. filters];
        return all.Length == 1 ? all[0] : new Filter.Any(all);
    }
}
