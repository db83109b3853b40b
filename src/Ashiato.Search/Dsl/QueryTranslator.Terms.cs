using System.Globalization;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Indices;
using Ashiato.Storage.Queries;

namespace Ashiato.Search.Dsl;

internal sealed partial class QueryTranslator
{
    private Filter Term(Clause clause)
    {
        clause.RequireOnly("value", "case_insensitive");
        var value = clause.Main("value");
        if (OfDocument(clause.Field, value.AsText()) is { } own) return own;
        if (clause.Is("case_insensitive")) return Each(clause.Field, name => new Filter.TextLike(Text(name, clause.Kind), Filter.TextLike.Escape(value.AsText()), IgnoreCase: true));
        return Each(clause.Field, name => Equal(name, value));
    }

    private Filter Terms(Clause clause)
    {
        if (clause.Value.ValueKind != JsonValueKind.Array) throw SearchException.Unsupported("A [terms] lookup in another document");
        JsonElement[] values = [.. clause.Value.EnumerateArray()];
        if (clause.Field == "_id") return DocumentId.FilterOf([.. values.Select(static value => value.AsText())]);
        if (clause.Field == "_index") return Any(values.Select(static value => IndexSelection.OfName(value.AsText())));
        return Each(clause.Field, name => name.Reading == FieldReading.Whole && name.Field.Kind is ColumnKind.String or ColumnKind.Id && name.Field.Type != FieldType.Ip
            ? new Filter.TextIn(Text(name, clause.Kind), [.. values.Select(static value => value.AsText())])
            : Any(values.Select(value => Equal(name, value))));
    }

    /// <summary>A condition on what no event holds, but every document has: its id, and its data stream. <see langword="null"/> for other names.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="isPattern">True when stars in the value stand for any text.</param>
    private static Filter? OfDocument(string name, string value, bool isPattern = false) => name switch
    {
        "_id" when isPattern => throw SearchException.Unsupported($"The pattern [{value}] of [_id]"),
        "_id" => DocumentId.FilterOf([value]),
        "_index" when isPattern => (value.AsSpan().ContainsAny('?', '\\') ? null : IndexSelection.TryOfPattern(value)) ?? throw SearchException.Unsupported($"The pattern [{value}] of [_index]; one with stars in its last part only is, and it"),
        "_index" => IndexSelection.OfName(value),
        _ => null,
    };

    /// <summary>The field has a value.</summary>
    private Filter Equal(FieldName name, JsonElement value)
    {
        var field = name.Field;
        switch (field.Type)
        {
            case FieldType.Ip when name.Reading == FieldReading.Whole:
                return AddressBlocks.Of(field, value.AsText())
                    ?? throw SearchException.Query($"[{value.AsText()}] of [{name.Name}] is no address and no block such as 10.0.0.0/8 or 2001:db8::/32.");
            case FieldType.Keyword or FieldType.Text or FieldType.Ip or FieldType.Id:
                return name.Reading == FieldReading.Words ? TextSearch.Words(field, value.AsText(), all: true) : Filter.Is(field, value.AsText());
            case FieldType.Boolean:
                return bool.TryParse(value.AsText(), out bool claim) ? Filter.Is(field, claim)
                    : throw SearchException.Query($"Can't parse boolean value [{value.AsText()}] of [{name.Name}], expected [true] or [false]");
            case FieldType.Timestamp when name.Reading != FieldReading.Micros:
                var stretch = moments.Read(value, null, TimeZoneInfo.Utc);
                return new Filter.Between(field, stretch.FromMicros, stretch.ToMicros, MaxInclusive: false);
            case FieldType.Long or FieldType.Double or FieldType.Timestamp:
                return Filter.Is(field, Number(name, value));
            default:
                throw SearchException.Query($"[{name.Name}] is kept but not searched; only [exists] can be asked of it.");
        }
    }

    private static double Number(FieldName name, JsonElement value) =>
        double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number : throw SearchException.Query($"failed to create query: For input string: \"{value.AsText()}\" of the number [{name.Name}]");

    private Filter Range(Clause clause)
    {
        clause.RequireOnly("gte", "gt", "lte", "lt", "from", "to", "include_lower", "include_upper", "format", "time_zone", "relation");
        if (clause.Value.ValueKind != JsonValueKind.Object) throw SearchException.Parsing($"[range] query malformed, no start_object after field [{clause.Field}]");
        bool excludesLower = clause.Option("include_lower") is { } lower && !lower.AsBoolean("include_lower");
        bool excludesUpper = clause.Option("include_upper") is { } upper && !upper.AsBoolean("include_upper");
        var gte = clause.Option("gte") ?? (excludesLower ? null : clause.Option("from"));
        var gt = clause.Option("gt") ?? (excludesLower ? clause.Option("from") : null);
        var lte = clause.Option("lte") ?? (excludesUpper ? null : clause.Option("to"));
        var lt = clause.Option("lt") ?? (excludesUpper ? clause.Option("to") : null);
        return Each(clause.Field, name => Between(name, gte, gt, lte, lt, clause.Option("format")?.AsText(), Moments.Zone(clause.Option("time_zone"))));
    }

    /// <summary>The field lies between bounds, of which each may be missing.</summary>
    private Filter.Between Between(FieldName name, JsonElement? gte, JsonElement? gt, JsonElement? lte, JsonElement? lt, string? format, TimeZoneInfo zone)
    {
        var field = name.Field;
        if (field.Type == FieldType.Timestamp && name.Reading != FieldReading.Micros)
        {
            double? from = gte is { } first ? moments.Read(first, format, zone).FromMicros : gt is { } before ? moments.Read(before, format, zone).ToMicros : null;
            double? to = lt is { } end ? moments.Read(end, format, zone).FromMicros : lte is { } last ? moments.Read(last, format, zone).ToMicros : null;
            return new Filter.Between(field, from, to, MaxInclusive: false);
        }
        if (field.Type is not (FieldType.Long or FieldType.Double or FieldType.Timestamp))
            throw SearchException.Query($"[range] on [{name.Name}], which holds {field.Type}, is not supported by Ashiato; numbers and dates have ranges.");
        double? min = (gte ?? gt) is { } least ? Number(name, least) : null;
        double? max = (lte ?? lt) is { } most ? Number(name, most) : null;
        return new Filter.Between(field, min, max, MinInclusive: gte is not null, MaxInclusive: lte is not null);
    }

    private Filter Wildcard(Clause clause) =>
        Like(clause, WildcardPattern, clause.Option("wildcard") is null ? "value" : "wildcard");

    /// <summary>Elasticsearch's patterns: like ours, but a backslash takes any next character as it is.</summary>
    private static string WildcardPattern(string text)
    {
        var pattern = new System.Text.StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) pattern.Append(Filter.TextLike.Escape(text[++i].ToString()));
            else pattern.Append(text[i]);
        }
        return pattern.ToString();
    }

    private Filter Like(Clause clause, Func<string, string> toPattern, string value = "value")
    {
        clause.RequireOnly("value", "wildcard", "case_insensitive", "rewrite");
        string text = clause.Main(value).AsText();
        if (OfDocument(clause.Field, clause.Kind == "prefix" ? text + "*" : text, isPattern: true) is { } own) return own;
        string pattern = toPattern(text);
        bool ignoresCase = clause.Is("case_insensitive");
        return Each(clause.Field, name => LikeOf(name, pattern, clause.Kind, ignoresCase));
    }

    private static Filter LikeOf(FieldName name, string pattern, string kind, bool ignoresCase) =>
        name.Reading == FieldReading.Words ? TextSearch.WordLike(name.Field, pattern) : new Filter.TextLike(Text(name, kind), pattern, ignoresCase);

    private Filter Regexp(Clause clause)
    {
        clause.RequireOnly("value", "case_insensitive", "flags", "max_determinized_states", "rewrite");
        string pattern = clause.Main("value").AsText();
        if (clause.Field is "_id" or "_index") throw SearchException.Unsupported($"[regexp] on [{clause.Field}]");
        bool ignoresCase = clause.Is("case_insensitive");
        return Each(clause.Field, name => RegexpOf(name, pattern, clause.Option("flags")?.AsText(), ignoresCase));
    }

    private static Filter RegexpOf(FieldName name, string pattern, string? flags, bool ignoresCase) => name.Reading == FieldReading.Words
        ? TextSearch.WordMatching(name.Field, RegexpSyntax.ToWordRegex(pattern, flags))
        : new Filter.TextMatches(Text(name, "regexp"), RegexpSyntax.ToRegex(pattern, flags), ignoresCase);

    private static Field Text(FieldName name, string kind)
    {
        if (name.Field.Type is FieldType.Keyword or FieldType.Text or FieldType.Ip or FieldType.Id) return name.Field;
        throw SearchException.Query($"Can only use {kind} queries on texts, not on [{name.Name}], which holds {name.Field.Type}.");
    }
}
