using System.Diagnostics.CodeAnalysis;
using Ashiato.Model;

namespace Ashiato.Query;

/// <summary>What a name in a query stands for.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Field">The field that holds the values.</param>
/// <param name="Reading">How they are read.</param>
public sealed record FieldName(string Name, Field Field, FieldReading Reading)
{
    /// <summary>The time of traces and errors in microseconds, beside <c>@timestamp</c>.</summary>
    public const string TimestampUs = "timestamp.us";

    private const string WordsSuffix = ".text";
    private const string WholeSuffix = ".keyword";
    private const string MarkPrefix = "transaction.marks.";
    private static readonly string[] s_numberPrefixes = ["numeric_labels.", MarkPrefix];

    /// <summary>A field under its own name.</summary>
    public static FieldName Of(Field field) => new(field.Name, field, field.Type == FieldType.Text ? FieldReading.Words : FieldReading.Whole);

    /// <summary>Finds a name that cannot mean anything else: one of the table, or a variant of it (<c>.text</c>, <c>.keyword</c>), a label, a mark.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out FieldName? found)
    {
        if (Fields.TryGet(name, out var field)) found = Of(field);
        else if (name == TimestampUs) found = new FieldName(name, Fields.Timestamp, FieldReading.Micros);
        else if (TryVariant(name, WordsSuffix, out field)) found = new FieldName(name, field, FieldReading.Words);
        else if (TryVariant(name, WholeSuffix, out field)) found = new FieldName(name, field, FieldReading.Whole);
        else if (name.StartsWith("labels.", StringComparison.Ordinal)) found = Of(Fields.Resolve(name, FieldType.Keyword));
        else if (Array.Exists(s_numberPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))) found = Of(Fields.Resolve(name, FieldType.Double));
        else found = null;
        return found is not null;
    }

    /// <summary>Finds all that a name may stand for: an unknown one is a sample that some metric may have, a number or a text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="dynamic">The dynamic fields that the store is known to hold.</param>
    public static IReadOnlyList<FieldName> Find(string name, IReadOnlyList<Field> dynamic)
    {
        if (TryFind(name, out var found)) return [found];
        FieldName[] held = [.. dynamic.Where(field => field.Name == name).Select(Of)];
        return held.Length > 0 ? held : [Of(Fields.Resolve(name, FieldType.Double)), Of(Fields.Resolve(name, FieldType.Keyword))];
    }

    private static bool TryVariant(string name, string suffix, [NotNullWhen(true)] out Field? field)
    {
        field = null;
        return name.EndsWith(suffix, StringComparison.Ordinal) && Fields.TryGet(name[..^suffix.Length], out field)
            && field.Type is FieldType.Keyword or FieldType.Text or FieldType.Ip;
    }
}
