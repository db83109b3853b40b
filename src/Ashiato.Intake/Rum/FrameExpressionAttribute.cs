using System.ComponentModel.DataAnnotations;

namespace Ashiato.Intake.Rum;

/// <summary>Requires a regular expression that frames can be matched with: one that <see cref="FrameRules"/> can make.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FrameExpressionAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        // Making an expression takes longer than the rest of a start, and what is set already is known to be right.
        if (value is not string expression || expression is "" or RumOptions.DefaultLibraryPattern or RumOptions.DefaultExcludeFromGrouping) return ValidationResult.Success;
        try
        {
            _ = FrameRules.Expression(expression);
            return ValidationResult.Success;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            return new ValidationResult($"Set Intake:Rum:{validationContext.MemberName} to a regular expression without look-ahead, look-behind and back-references: {wrong.Message}");
        }
    }
}
