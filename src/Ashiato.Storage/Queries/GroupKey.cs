using Ashiato.Model;

namespace Ashiato.Storage.Queries;

/// <summary>What the events of a group have in common.</summary>
public abstract record GroupKey
{
    private GroupKey()
    {
    }

    /// <summary>The field has the same value. Events without one form a group of their own, with a key of <see langword="null"/>.</summary>
    /// <remarks>Key values: text for texts and ids, <see langword="long"/> for whole numbers, moments and truth values, <see langword="double"/> for numbers. Of a list, the first value counts.</remarks>
    public sealed record Value(Field Field) : GroupKey;

    /// <summary><c>@timestamp</c> falls into the same interval; the key is its start as <see langword="long"/> microseconds. Intervals without events are left out.</summary>
    /// <param name="IntervalMicros">The length; intervals start at multiples of it since the Unix epoch, moved by the offset.</param>
    /// <param name="OffsetMicros">Where the intervals start.</param>
    public sealed record Time(long IntervalMicros, long OffsetMicros = 0) : GroupKey;

    /// <summary>A number falls into the same step of a scale of equal steps; the key is where the step starts, as <see langword="double"/>.</summary>
    /// <param name="Field">The number.</param>
    /// <param name="Interval">The length of a step, above 0; steps start at multiples of it, moved by the offset.</param>
    /// <param name="Offset">Where the steps start.</param>
    public sealed record Linear(Field Field, double Interval, double Offset = 0) : GroupKey;

    /// <summary>
    /// A number falls into the same bucket of a logarithmic scale; the key is the bucket's number as <see langword="long"/>:
    /// the greatest <i>k</i> with base^(k / perPower) not above the value, where the base is 10. Values below 1 fall into bucket 0.
    /// </summary>
    /// <param name="Field">The number.</param>
    /// <param name="BucketsPerDecade">How many buckets there are from a number to ten times it; from 1 to 200.</param>
    public sealed record Logarithmic(Field Field, int BucketsPerDecade) : GroupKey;
}
