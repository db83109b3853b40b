using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>Which events a query is about: a tree of conditions.</summary>
/// <remarks>
/// A condition on a field is true of an event when it is true of at least one of the field's values; an event without
/// a value never matches it (so <see cref="Not"/> of it does). Texts compare by their UTF-8, letter case included, unless said otherwise.
/// </remarks>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>Every event.</summary>
    public static Filter Everything { get; } = new All([]);

    /// <summary>True when all of several are; with none, always.</summary>
    public sealed record All(IReadOnlyList<Filter> Filters) : Filter;

    /// <summary>True when one of several is; with none, never.</summary>
    public sealed record Any(IReadOnlyList<Filter> Filters) : Filter;

    /// <summary>True when another is not.</summary>
    public sealed record Not(Filter Inner) : Filter;

    /// <summary>The field has a value.</summary>
    public sealed record Exists(Field Field) : Filter;

    /// <summary>A text, IP address, JSON or id field has one of these values, given in text form.</summary>
    public sealed record TextIn(Field Field, IReadOnlyList<string> Values) : Filter;

    /// <summary>
    /// A text, IP address, JSON or id field has a value that fits a pattern: <c>*</c> stands for any text, <c>?</c> for one character. A backslash
    /// before <c>*</c>, <c>?</c> or another backslash makes it plain (<see cref="Escape"/>); before anything else it is plain itself.
    /// </summary>
    /// <param name="Field">The field.</param>
    /// <param name="Pattern">The pattern, of the whole value.</param>
    /// <param name="IgnoreCase">True when upper and lower case letters count as the same.</param>
    public sealed record TextLike(Field Field, string Pattern, bool IgnoreCase = false) : Filter
    {
        /// <summary>The pattern that only a given text fits; a part of a pattern, where what people typed must not mean more than it says.</summary>
        public static string Escape(string text) => text
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);
    }

    /// <summary>A text, or an id in its text form, has a part that fits a regular expression.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Pattern">
    /// In the syntax that engines without backtracking share (RE2's): no looking around, no references back. <c>.</c> also stands for
    /// the end of a line; <c>\A</c> and <c>\z</c> bind the pattern to the whole value.
    /// </param>
    /// <param name="IgnoreCase">True when upper and lower case letters count as the same.</param>
    public sealed record TextMatches(Field Field, string Pattern, bool IgnoreCase = false) : Filter
    {
        /// <summary>The most characters that a pattern may have.</summary>
        public const int MaxLength = 10_000;
    }

    /// <summary>A number, moment or truth value (0 or 1) lies between two bounds.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Min">The lower bound, or <see langword="null"/> for none.</param>
    /// <param name="Max">The upper bound, or <see langword="null"/> for none.</param>
    /// <param name="MinInclusive">True when the lower bound itself belongs to the range.</param>
    /// <param name="MaxInclusive">True when the upper bound itself belongs to the range.</param>
    public sealed record Between(Field Field, double? Min, double? Max, bool MinInclusive = true, bool MaxInclusive = true) : Filter;

    /// <summary>The text or id field has this value.</summary>
    public static Filter Is(Field field, string value) => new TextIn(field, [value]);

    /// <summary>The number, moment or truth value is this.</summary>
    public static Filter Is(Field field, double value) => new Between(field, value, value);

    /// <summary>The truth value is this.</summary>
    public static Filter Is(Field field, bool value) => Is(field, value ? 1.0 : 0.0);

    /// <summary>Both this and another.</summary>
    public Filter And(Filter other) => new All([this, other]);
}
