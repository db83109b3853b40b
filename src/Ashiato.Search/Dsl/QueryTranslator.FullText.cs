using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Kql;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

internal sealed partial class QueryTranslator
{
    private Filter Match(Clause clause)
    {
        clause.RequireOnly("query", "operator", "minimum_should_match", "lenient", "zero_terms_query", "auto_generate_synonyms_phrase_query", "analyzer", "fuzziness", "prefix_length", "max_expansions", "fuzzy_transpositions");
        RequireExact(clause.Option("fuzziness"), clause.Kind);
        var value = clause.Main("query");
        if (OfDocument(clause.Field, value.AsText()) is { } own) return own;
        bool all = IsAnd(clause.Option("operator"));
        return Leniently(clause, () => Each(clause.Field, name => MatchOf(name, value, all, clause.Option("minimum_should_match"))));
    }

    private Filter MatchOf(FieldName name, JsonElement value, bool all, JsonElement? least = null)
    {
        if (name.Reading != FieldReading.Words) return Equal(name, value);
        if (least is null) return TextSearch.Words(name.Field, value.AsText(), all);
        List<Filter> words = [.. TextSearch.Split(value.AsText()).Select(word => TextSearch.Words(name.Field, word, all: true))];
        return AtLeast(Math.Max(1, LeastOf(least.Value, words.Count)), words);
    }

    private Filter MatchPhrase(Clause clause, bool isPrefix)
    {
        clause.RequireOnly("query", "slop", "analyzer", "zero_terms_query", "max_expansions");
        if (clause.Option("slop") is { } slop && slop.AsInt32("slop") != 0) throw SearchException.Unsupported("A [slop] other than 0");
        var value = clause.Main("query");
        if (OfDocument(clause.Field, isPrefix ? value.AsText() + "*" : value.AsText(), isPrefix) is { } own) return own;
        return Each(clause.Field, name => PhraseOf(name, value, isPrefix));
    }

    private Filter PhraseOf(FieldName name, JsonElement value, bool isPrefix)
    {
        if (name.Reading == FieldReading.Words) return TextSearch.Phrase(name.Field, value.AsText(), isPrefix);
        return isPrefix ? LikeOf(name, Filter.TextLike.Escape(value.AsText()) + "*", "match_phrase_prefix", ignoresCase: false) : Equal(name, value);
    }

    private Filter MultiMatch(JsonElement body)
    {
        var clause = new Clause("multi_match", "", body);
        clause.RequireOnly("query", "fields", "type", "operator", "minimum_should_match", "lenient", "tie_breaker", "slop", "analyzer", "fuzziness", "zero_terms_query", "auto_generate_synonyms_phrase_query");
        RequireExact(clause.Option("fuzziness"), clause.Kind);
        var value = clause.Main("query");
        bool all = IsAnd(clause.Option("operator"));
        string type = clause.Option("type")?.AsText() ?? "best_fields";
        Func<FieldName, Filter> condition = type switch
        {
            "best_fields" or "most_fields" => name => MatchOf(name, value, all, clause.Option("minimum_should_match")),
            "phrase" => name => PhraseOf(name, value, isPrefix: false),
            "phrase_prefix" => name => PhraseOf(name, value, isPrefix: true),
            _ => throw SearchException.Unsupported($"The [multi_match] type [{type}]"),
        };
        return OfFields(FieldNames(clause.Option("fields")), condition);
    }

    /// <summary>Some field of several fulfils a condition; those whose type cannot are left out.</summary>
    private Filter OfFields(string[] names, Func<FieldName, Filter> condition)
    {
        var fields = names.Length > 0 ? names.SelectMany(catalog.Find) : SearchedFields;
        return Any(fields.Distinct().Select(field => IfPossible(() => condition(field))).OfType<Filter>());
    }

    /// <summary>What is searched when no field is named: everything that is text.</summary>
    private IEnumerable<FieldName> SearchedFields =>
        catalog.Held.Where(static held => held.Type is FieldType.Keyword or FieldType.Text or FieldType.Ip or FieldType.Id).Select(FieldName.Of)
            .Concat(KqlTranslator.DefaultFields.Select(FieldName.Of)).Distinct();

    private static string[] FieldNames(JsonElement? fields)
    {
        if (fields is not { } given) return [];
        // A boost behind the name changes the score only.
        string[] names = [.. given.AsList().Select(static name => name.AsText().Split('^')[0])];
        return names.Contains("*") ? [] : names;
    }

    private static bool IsAnd(JsonElement? given) => given?.AsText().Equals("and", StringComparison.OrdinalIgnoreCase) == true;

    private static void RequireExact(JsonElement? fuzziness, string kind)
    {
        if (fuzziness is { } asked && asked.AsText() != "0") throw SearchException.Unsupported($"The option [fuzziness] of [{kind}]");
    }

    private Filter QueryString(JsonElement body)
    {
        var clause = new Clause("query_string", "", body);
        clause.RequireOnly(
            "query", "fields", "default_field", "default_operator", "analyze_wildcard", "lenient", "allow_leading_wildcard", "time_zone", "analyzer", "quote_analyzer", "tie_breaker", "type",
            "auto_generate_synonyms_phrase_query", "enable_position_increments", "fuzzy_max_expansions", "fuzzy_prefix_length", "fuzzy_transpositions", "escape");
        string[] names = clause.Option("default_field") is { } one ? FieldNames(one) : FieldNames(clause.Option("fields"));
        return Leniently(clause, () => QueryString(clause.Main("query").AsText(), names, IsAnd(clause.Option("default_operator")), Moments.Zone(clause.Option("time_zone"))));
    }

    /// <summary>Translates a query in Lucene's syntax, as <c>q=</c> has it.</summary>
    /// <param name="text">The query.</param>
    /// <param name="names">What is searched where no field is named; empty for all.</param>
    /// <param name="isAnd">True when words side by side must all be there.</param>
    /// <param name="zone">The zone of dates without one.</param>
    public Filter QueryString(string text, string[] names, bool isAnd, TimeZoneInfo zone) =>
        LuceneParser.Parse(text, isAnd, (field, term) => TermOf(field, term, names, zone));

    private Filter SimpleQueryString(JsonElement body)
    {
        var clause = new Clause("simple_query_string", "", body);
        clause.RequireOnly("query", "fields", "default_operator", "analyze_wildcard", "lenient", "flags", "analyzer", "auto_generate_synonyms_phrase_query", "fuzzy_max_expansions", "fuzzy_prefix_length", "fuzzy_transpositions", "quote_field_suffix");
        string[] names = FieldNames(clause.Option("fields"));
        return SimpleQueryParser.Parse(clause.Main("query").AsText(), IsAnd(clause.Option("default_operator")), term => TermOf(null, term, names, TimeZoneInfo.Utc));
    }

    private Filter TermOf(string? field, LuceneTerm term, string[] names, TimeZoneInfo zone)
    {
        if (field is null && names is ["_id" or "_index"]) field = names[0];
        if (field == "_exists_") return Exists(term.Text);
        if (field is "_id" or "_index" && term.Kind is LuceneTermKind.Range or LuceneTermKind.Regex) throw SearchException.Unsupported($"A range or regular expression of [{field}]");
        if (field is not null && OfDocument(field, term.Text, term.Kind == LuceneTermKind.Pattern) is { } own) return own;
        if (field is null or "*" && term.IsAnything) return Filter.Everything;
        if (field is null) return OfFields(names, name => TermOf(name, term, zone));
        return Each(field, name => TermOf(name, term, zone));
    }

    private Filter TermOf(FieldName name, LuceneTerm term, TimeZoneInfo zone)
    {
        switch (term.Kind)
        {
            case LuceneTermKind.Range:
                return Between(name, term.Lower(inclusive: true), term.Lower(inclusive: false), term.Upper(inclusive: true), term.Upper(inclusive: false), null, zone);
            case LuceneTermKind.Regex:
                return RegexpOf(name, term.Text, null, ignoresCase: false);
            case LuceneTermKind.Pattern when term.IsAnything:
                return new Filter.Exists(name.Field);
            case LuceneTermKind.Pattern:
                return LikeOf(name, term.Text, "wildcard", ignoresCase: false);
            case LuceneTermKind.Phrase:
                return PhraseOf(name, term.Json, isPrefix: false);
            default:
                return MatchOf(name, term.Json, all: false);
        }
    }
}
