using System.Globalization;
using Ashiato.Model;
using Ashiato.Query.Dates;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Kql;

/// <summary>Turns a query's tree into a filter.</summary>
/// <param name="context">What the query needs to know.</param>
public sealed class KqlTranslator(KqlContext context)
{
    /// <summary>The most fields that a name with wildcards may stand for.</summary>
    public const int MaxFields = 500;

    /// <summary>The most conditions that a query may become.</summary>
    public const int MaxConditions = 5_000;

    // Microseconds of each unit that a duration may be written in.
    private static readonly (string Unit, double Micros)[] s_units = [("us", 1), ("µs", 1), ("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3_600e6)];

    /// <summary>The fields that a value without a field name is looked for in: wherever they hold it, in either letter case.</summary>
    public static IReadOnlyList<Field> DefaultFields { get; } =
    [
        Fields.ServiceName, Fields.TransactionName, Fields.TransactionResult, Fields.SpanName, Fields.SpanDbStatement, Fields.SpanDestinationServiceResource,
        Fields.ErrorMessage, Fields.ErrorExceptionMessage, Fields.ErrorExceptionType, Fields.ErrorLogMessage, Fields.ErrorCulprit, Fields.Message,
        Fields.UrlFull, Fields.UrlOriginal, Fields.UrlPath, Fields.HostName, Fields.UserId, Fields.UserName, Fields.UserEmail,
    ];

    private static readonly Field[] s_textFields = [.. DefaultFields.Where(static field => field.Type == FieldType.Text)];
    private static readonly Field[] s_idFields = [Fields.TraceId, Fields.TransactionId, Fields.SpanId, Fields.ErrorId];

    private int _conditions;

    /// <summary>Reads a query and turns it into a filter.</summary>
    /// <exception cref="KqlException">The text is no query, or asks something of a field that its type cannot answer.</exception>
    public static Filter ToFilter(string text, KqlContext context) =>
        KqlParser.Parse(text) is { } node ? new KqlTranslator(context).Translate(node) : Filter.Everything;

    /// <summary>Turns a tree into a filter.</summary>
    /// <exception cref="KqlException">The query asks something of a field that its type cannot answer.</exception>
    public Filter Translate(KqlNode node)
    {
        _conditions = 0;
        return Of(node);
    }

    private Filter Of(KqlNode node) => node switch
    {
        KqlNode.All all => new Filter.All([.. all.Nodes.Select(Of)]),
        KqlNode.Any any => new Filter.Any([.. any.Nodes.Select(Of)]),
        KqlNode.Not not => new Filter.Not(Of(not.Inner)),
        KqlNode.Is { Field: null } anywhere => Counted(Anywhere(anywhere.Value), anywhere.Value),
        KqlNode.Is condition => Counted(OfFields(condition.Field, condition.Value, field => Is(field, condition.Value)), condition.Value),
        KqlNode.Compare comparison => Counted(OfFields(comparison.Field, comparison.Value, field => Compare(field, comparison)), comparison.Value),
        _ => throw new ArgumentException("The tree holds a node of no known kind.", nameof(node)),
    };

    private Filter Counted(Filter filter, KqlLiteral value)
    {
        foreach (var condition in ConditionsOf(filter))
        {
            if (++_conditions > MaxConditions) throw new KqlException(new KqlProblem(KqlProblemKind.TooManyConditions, MaxConditions), value.At);
            if (condition is Filter.TextMatches { Pattern.Length: > Filter.TextMatches.MaxLength })
                throw new KqlException(new KqlProblem(KqlProblemKind.ValueTooLong, value.At.Length), value.At);
        }
        return filter;
    }

    private static IEnumerable<Filter> ConditionsOf(Filter filter) => filter is Filter.Any any ? any.Filters.SelectMany(ConditionsOf) : [filter];

    private static Filter Anywhere(KqlLiteral value)
    {
        if (value.IsAnything) return Filter.Everything;
        string pattern = $"*{value.Pattern}*";
        var holds = DefaultFields.Select(field => (Filter)new Filter.TextLike(field, pattern, IgnoreCase: true));
        var ids = s_idFields.Select(field => value.HasWildcard ? new Filter.TextLike(field, value.Pattern) : Filter.Is(field, value.Text));
        // Of texts for people any of several words will do, as it does behind their name; a phrase may have signs between its words.
        var words = TextSearch.Split(value.Text).Skip(1).Any() ? s_textFields.Select(field => Words(field, value)) : [];
        return new Filter.Any([.. holds, .. ids, .. words]);
    }

    /// <summary>One field must be able to answer; of several, those that cannot are left out.</summary>
    private Filter OfFields(KqlLiteral name, KqlLiteral value, Func<FieldName, Filter?> condition)
    {
        if (IsAnything(name) && IsAnything(value)) return Filter.Everything;
        var fields = FieldsOf(name);
        Filter[] conditions = [.. fields.Select(condition).OfType<Filter>()];
        if (conditions.Length == 1) return conditions[0];
        if (conditions.Length == 0 && fields.Count == 1) throw new KqlException(Refusal(fields[0].Field, name.Text, value.Text), value.At);
        return new Filter.Any(conditions);
    }

    private IReadOnlyList<FieldName> FieldsOf(KqlLiteral name)
    {
        if (name.IsQuoted || !name.HasWildcard) return FieldName.Find(name.Text, context.DynamicFields);
        var fields = Fields.Known.Concat(context.DynamicFields).Where(field => NamePattern.Fits(field.Name, name.Pattern)).Select(FieldName.Of).ToList();
        if (fields.Count <= MaxFields) return fields;
        throw new KqlException(new KqlProblem(KqlProblemKind.TooManyFields, name.Text, fields.Count, MaxFields), name.At);
    }

    private Filter? Is(FieldName name, KqlLiteral value)
    {
        var field = name.Field;
        if (IsAnything(value)) return new Filter.Exists(field);
        switch (field.Type)
        {
            case FieldType.Ip when name.Reading == FieldReading.Whole && (value.IsQuoted || !value.HasWildcard):
                return EachWord(value, word => AddressBlocks.Of(field, word.Text));
            case FieldType.Keyword or FieldType.Text or FieldType.Ip or FieldType.Id:
                return name.Reading == FieldReading.Words ? Words(field, value) : Whole(field, value);
            case FieldType.Timestamp when name.Reading != FieldReading.Micros:
                return EachWord(value, word => TryMoment(word, out var stretch) ? new Filter.Between(field, stretch.FromMicros, stretch.ToMicros, MaxInclusive: false) : null);
            case FieldType.Long or FieldType.Double or FieldType.Timestamp or FieldType.Boolean:
                return EachWord(value, word => TryNumber(name, word, out double number) ? Filter.Is(field, number) : null);
            default:
                return null;
        }
    }

    private static bool IsAnything(KqlLiteral literal) => literal is { IsQuoted: false, IsAnything: true };

    /// <summary>One of several words is enough, as in <c>http.response.status_code : 400 404</c>; each of them must be understood.</summary>
    private static Filter? EachWord(KqlLiteral value, Func<KqlLiteral, Filter?> condition)
    {
        List<Filter?> conditions = [.. value.Words.Select(condition)];
        if (conditions.Count == 1) return conditions[0];
        return conditions.Count == 0 || conditions.Contains(null) ? null : new Filter.Any([.. conditions.OfType<Filter>()]);
    }

    private static Filter Whole(Field field, KqlLiteral value) =>
        value.HasWildcard && !value.IsQuoted ? new Filter.TextLike(field, value.Pattern) : Filter.Is(field, value.Text);

    private static Filter Words(Field field, KqlLiteral value)
    {
        if (value.IsQuoted) return TextSearch.Phrase(field, value.Text);
        if (!value.HasWildcard) return TextSearch.Words(field, value.Text, all: false);
        // Each of several words may have stars, and one of them is enough.
        return EachWord(value, word => TextSearch.WordLike(field, word.Pattern)) ?? new Filter.Any([]);
    }

    private Filter.Between? Compare(FieldName name, KqlNode.Compare comparison)
    {
        var (field, value) = (name.Field, comparison.Value);
        if (field.Type == FieldType.Timestamp && name.Reading != FieldReading.Micros)
        {
            if (!TryMoment(value, out var stretch)) return null;
            return comparison.Operator switch
            {
                KqlOperator.GreaterOrEqual => new Filter.Between(field, stretch.FromMicros, null),
                KqlOperator.Greater => new Filter.Between(field, stretch.ToMicros, null),
                KqlOperator.Less => new Filter.Between(field, null, stretch.FromMicros, MaxInclusive: false),
                _ => new Filter.Between(field, null, stretch.ToMicros, MaxInclusive: false),
            };
        }
        if (field.Type is not (FieldType.Long or FieldType.Double or FieldType.Timestamp or FieldType.Boolean) || !TryNumber(name, value, out double number)) return null;
        return comparison.Operator switch
        {
            KqlOperator.GreaterOrEqual => new Filter.Between(field, number, null),
            KqlOperator.Greater => new Filter.Between(field, number, null, MinInclusive: false),
            KqlOperator.Less => new Filter.Between(field, null, number, MaxInclusive: false),
            _ => new Filter.Between(field, null, number),
        };
    }

    /// <summary>Reads a moment: a date, date math, or milliseconds since the Unix epoch, which have more digits than a year.</summary>
    private bool TryMoment(KqlLiteral value, out TimeRange stretch)
    {
        string text = value.Text;
        if (text.TrimStart('-').Length <= 4 || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long millis))
            return DateMath.TryParse(text, context.Now, context.Zone, out stretch);
        bool isInside = millis >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && millis <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        stretch = isInside ? new TimeRange(millis * 1_000, (millis + 1) * 1_000) : default;
        return isInside;
    }

    /// <summary>Reads a number, or a truth value as 0 or 1; where a field's name says that it holds microseconds or milliseconds, also a duration such as 1.5s.</summary>
    private static bool TryNumber(FieldName name, KqlLiteral value, out double number)
    {
        string text = value.Text.Trim();
        if (name.Field.Type == FieldType.Boolean)
        {
            bool isClaim = bool.TryParse(text, out bool claim);
            number = claim ? 1 : 0;
            return isClaim;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return double.IsFinite(number);
        if (MicrosPerUnit(name.Name) is not { } fieldMicros) return false;
        foreach (var (unit, micros) in s_units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double amount)) continue;
            number = amount * micros / fieldMicros;
            return double.IsFinite(number);
        }
        return false;
    }

    private static double? MicrosPerUnit(string name)
    {
        if (name.EndsWith(".us", StringComparison.Ordinal)) return 1;
        return name.EndsWith(".ms", StringComparison.Ordinal) ? 1_000 : null;
    }

    private static KqlProblem Refusal(Field field, string name, string value) => field.Type switch
    {
        FieldType.Boolean => new(KqlProblemKind.NotBoolean, name, value),
        FieldType.Ip when value.Contains('/', StringComparison.Ordinal) => new(KqlProblemKind.NotAddresses, name, value),
        FieldType.Timestamp => new(KqlProblemKind.NotMoment, name, value),
        FieldType.Long or FieldType.Double when MicrosPerUnit(name) is not null => new(KqlProblemKind.NotDuration, name, value),
        FieldType.Long or FieldType.Double => new(KqlProblemKind.NotNumber, name, value),
        FieldType.Json or FieldType.Histogram => new(KqlProblemKind.NotSearched, name),
        _ => new(KqlProblemKind.NoOrder, name, value),
    };
}
