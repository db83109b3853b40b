using System.Text.RegularExpressions;
using Ashiato.Model;

namespace Ashiato.Query.Kql.Completion;

/// <summary>Suggests how to go on with a query while it is typed.</summary>
/// <param name="source">Knows what there is to ask for.</param>
public sealed partial class KqlCompletion(IKqlSource source)
{
    /// <summary>The most suggestions of one kind.</summary>
    public const int Most = 20;

    private static readonly string[] s_conjunctions = ["and", "or"];
    private static readonly string[] s_claims = ["true", "false"];
    private static readonly string[] s_equality = [":"];
    private static readonly string[] s_order = [":", ">", ">=", "<", "<="];

    /// <summary>What may stand at a place: fields, operators, values, conjunctions, the likeliest first.</summary>
    /// <param name="text">The query so far, which need not be one yet.</param>
    /// <param name="caret">The place: before the character of this number. Places outside the text count as its nearest end.</param>
    /// <param name="cancel">Ends the work.</param>
    public async ValueTask<IReadOnlyList<KqlSuggestion>> CompleteAsync(string text, int caret, CancellationToken cancel)
    {
        if (text.Length > KqlParser.MaxLength) return [];
        var place = KqlCaret.At(text, Math.Clamp(caret, 0, text.Length));
        var suggestions = new List<KqlSuggestion>();
        switch (place.Expects)
        {
            case KqlExpected.Condition:
                await AddFieldsAsync(suggestions, place, cancel);
                break;
            case KqlExpected.Operator:
                AddAll(suggestions, KqlSuggestionKind.Operator, await OperatorsAsync(place, cancel), place.Part);
                break;
            case KqlExpected.Value:
                await AddValuesAsync(suggestions, place, cancel);
                break;
        }
        // "checkout an|" may go on as a value or as "and"; "checkout |" only as the latter.
        bool isBehindCondition = place.Expects is KqlExpected.Operator or KqlExpected.Conjunction;
        if (isBehindCondition || place.LastWord.Start > place.Part.Start) AddConjunctions(suggestions, text, caret, place);
        return suggestions;
    }

    private static void AddConjunctions(List<KqlSuggestion> suggestions, string text, int caret, KqlCaret place)
    {
        string typed = text[place.LastWord.Start..Math.Clamp(caret, place.LastWord.Start, text.Length)];
        AddAll(suggestions, KqlSuggestionKind.Conjunction, s_conjunctions.Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase)), place.LastWord);
    }

    private static void AddAll(List<KqlSuggestion> suggestions, KqlSuggestionKind kind, IEnumerable<string> texts, KqlSpan replaces) =>
        suggestions.AddRange(texts.Select(text => new KqlSuggestion(kind, text, replaces)));

    private async ValueTask AddFieldsAsync(List<KqlSuggestion> suggestions, KqlCaret place, CancellationToken cancel)
    {
        var fields = await source.FieldsAsync(cancel);
        var names = fields.Where(static field => field.Type is not (FieldType.Json or FieldType.Histogram))
            .Select(static field => field.Name).Distinct()
            .Select(name => (Name: name, At: name.IndexOf(place.Typed, StringComparison.OrdinalIgnoreCase)))
            .Where(static one => one.At >= 0)
            .OrderBy(static one => one.At > 0).ThenBy(static one => one.Name, StringComparer.Ordinal)
            .Take(Most).Select(static one => KqlLiteral.Of(one.Name, isQuoted: false));
        AddAll(suggestions, KqlSuggestionKind.Field, names.Select(static name => KqlPrinter.Print(new KqlNode.Is(null, name))), place.Part);
        // The name is there already: what may follow it.
        if (fields.FirstOrDefault(field => field.Name == place.Typed) is { } whole)
            AddAll(suggestions, KqlSuggestionKind.Operator, HasOrder(whole) ? s_order : s_equality, new KqlSpan(place.Part.End, 0));
        AddNot(suggestions, place);
    }

    private static void AddNot(List<KqlSuggestion> suggestions, KqlCaret place)
    {
        if (place.Part.Length == 0 || "not".StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase))
            suggestions.Add(new KqlSuggestion(KqlSuggestionKind.Conjunction, "not", place.Part));
    }

    /// <summary>What may follow a name: every sign, unless it names a field of texts.</summary>
    private async ValueTask<string[]> OperatorsAsync(KqlCaret place, CancellationToken cancel)
    {
        var fields = await source.FieldsAsync(cancel);
        return fields.FirstOrDefault(field => field.Name == place.Field) is { } field && !HasOrder(field) ? s_equality : s_order;
    }

    private async ValueTask AddValuesAsync(List<KqlSuggestion> suggestions, KqlCaret place, CancellationToken cancel)
    {
        if (place.Field is null) return;
        foreach (var name in FieldName.Find(place.Field, await source.FieldsAsync(cancel)))
        {
            var values = name.Field.Type switch
            {
                FieldType.Boolean => s_claims.Where(value => value.StartsWith(place.Typed, StringComparison.OrdinalIgnoreCase)),
                FieldType.Json or FieldType.Histogram or FieldType.Timestamp => [],
                _ => await source.ValuesAsync(name.Field, place.Typed, Most, cancel),
            };
            AddAll(suggestions, KqlSuggestionKind.Value, values.Select(value => PlainNumber().IsMatch(value) || name.Field.Type == FieldType.Boolean ? value : KqlPrinter.Quote(value)), place.Part);
        }
        if (place.IsInList) AddNot(suggestions, place);
    }

    private static bool HasOrder(Field field) => field.Type is FieldType.Long or FieldType.Double or FieldType.Timestamp;

    [GeneratedRegex(@"\A-?\d+(\.\d+)?\z")]
    private static partial Regex PlainNumber();
}
