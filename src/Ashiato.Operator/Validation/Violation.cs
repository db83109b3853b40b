namespace Ashiato.Operator.Validation;

/// <summary>Something in an object that cannot be done.</summary>
/// <param name="Reason">The class, as conditions name it.</param>
/// <param name="Field">Where it is.</param>
/// <param name="Kind"><c>FieldValueInvalid</c>, <c>FieldValueRequired</c> or <c>FieldValueForbidden</c>.</param>
/// <param name="Detail">What is wrong, and what to do.</param>
internal sealed record Violation(string Reason, string Field, string Kind, string Detail)
{
    /// <summary>As <c>kubectl</c> prints it behind the field.</summary>
    public string Message => Kind switch
    {
        "FieldValueRequired" => $"Required value: {Detail}",
        "FieldValueForbidden" => $"Forbidden: {Detail}",
        _ => $"Invalid value: {Detail}",
    };

    public override string ToString() => $"{Field}: {Message}";
}
