using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>A number, or a few, computed of a group of events.</summary>
/// <remarks>
/// Events without a value in the field do not count. With no value at all: count, sums and distinct are 0, the others <see langword="null"/>.
/// Sums, least, greatest, mean and percentiles also take a <see cref="FieldType.Histogram"/>: each of its values as often as its count says.
/// </remarks>
public abstract record Measure
{
    private Measure()
    {
    }

    /// <summary>How many events; with a condition, how many of them fulfil it.</summary>
    public sealed record Count(Filter? Where = null) : Measure;

    /// <summary>The sum of a number. Multi-valued fields add all their values.</summary>
    public sealed record Sum(Field Field) : Measure;

    /// <summary>The sum of a number's squares, from which deviations follow.</summary>
    /// <param name="Field">The number.</param>
    /// <param name="MayEstimate">
    /// True when summaries may answer, by the buckets that <see cref="Percentiles"/> come from: deviations that follow are within 3 %, unless nearly all values are equal.
    /// </param>
    public sealed record SumOfSquares(Field Field, bool MayEstimate = false) : Measure;

    /// <summary>The least value.</summary>
    public sealed record Min(Field Field) : Measure;

    /// <summary>The greatest value.</summary>
    public sealed record Max(Field Field) : Measure;

    /// <summary>The mean.</summary>
    public sealed record Average(Field Field) : Measure;

    /// <summary>Percentiles by a mergeable sketch, each within 1 % of the exact value. As many numbers as ranks.</summary>
    /// <param name="Field">The number; values below 0 count as 0.</param>
    /// <param name="Ranks">From 0 to 100, such as 50, 95 and 99.</param>
    public sealed record Percentiles(Field Field, IReadOnlyList<double> Ranks) : Measure;

    /// <summary>How many different values; estimated above some thousands, within 3 %.</summary>
    public sealed record Distinct(Field Field) : Measure;

    /// <summary>A text of the newest event in the group that has one: its version, its agent. Texts stand in <see cref="Group.Texts"/>.</summary>
    public sealed record Latest(Field Field) : Measure;
}
