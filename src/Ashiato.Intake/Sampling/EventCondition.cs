using System.Globalization;
using Ashiato.Model;

namespace Ashiato.Intake.Sampling;

/// <summary>What a field of a transaction or span must be: a text, or a number within bounds.</summary>
/// <param name="FieldName">The name of the field.</param>
/// <param name="Is">The text, an id in its text form, or the number; <see langword="null"/> for a number within bounds.</param>
/// <param name="Min">The least that a number may be.</param>
/// <param name="Max">The most that a number may be.</param>
public sealed record EventCondition(string FieldName, string? Is, double? Min, double? Max)
{
    private readonly Field _field = Fields.Resolve(FieldName);
    private readonly Field _numericField = Fields.Resolve(FieldName, FieldType.Double);

    /// <summary>True when an event has such a value.</summary>
    public bool IsMetBy(EventRow row)
    {
        if (Is is not null) return row.Batch.Find(_field) is StringColumn or IdColumn ? row.Texts(_field).Contains(Is) : IsNumber(row);
        double? number = row.Number(_field) ?? row.Number(_numericField);
        return number is { } value && (Min is null || value >= Min) && (Max is null || value <= Max);
    }

    private bool IsNumber(EventRow row)
    {
        if ((row.Number(_field) ?? row.Number(_numericField)) is not { } number) return false;
        if (_field.Type == FieldType.Boolean) return Is == (number != 0 ? "true" : "false");
        return double.TryParse(Is, NumberStyles.Float, CultureInfo.InvariantCulture, out double wanted) && number == wanted;
    }
}
