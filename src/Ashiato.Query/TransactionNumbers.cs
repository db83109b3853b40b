using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>The numbers that every question asks of a group of transactions, and how they are read from its answer.</summary>
/// <remarks>Events count as they are stored: a transaction that stands for others its agent sampled away counts once.</remarks>
internal readonly record struct TransactionNumbers(Group Group)
{
    public static Filter IsTransaction { get; } = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);

    public static Filter IsFailed { get; } = Filter.Is(Fields.EventOutcome, Fields.Outcomes.Failure);

    /// <summary>What to ask for. Further measures of a question follow these, from <see cref="Next"/> on.</summary>
    public static IReadOnlyList<Measure> Measures { get; } =
    [
        new Measure.Count(IsTransaction),
        new Measure.Count(IsTransaction.And(IsFailed)),
        new Measure.Count(IsTransaction.And(Filter.Is(Fields.EventOutcome, Fields.Outcomes.Success))),
        new Measure.Sum(Fields.TransactionDurationUs),
        new Measure.Average(Fields.TransactionDurationUs),
        new Measure.Max(Fields.TransactionDurationUs),
        new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99, 90]),
        new Measure.Min(Fields.TransactionDurationUs),
    ];

    /// <summary>The measure that orders groups by the time spent in them.</summary>
    public static GroupOrder MostTimeFirst { get; } = new(3);

    /// <summary>Index of the first measure that a question adds.</summary>
    public static int Next => Measures.Count;

    public long Count => (long)Group.Number(0);

    public long FailedCount => (long)Group.Number(1);

    public double TotalMicros => Group.Number(3);

    public double MinMicros => Group.Number(7);

    public double MaxMicros => Group.Number(5);

    /// <summary>Failed ones among those whose outcome is known, or <see langword="null"/> when none is.</summary>
    public double? FailedShare
    {
        get
        {
            double known = Group.Number(1) + Group.Number(2);
            return known == 0 ? null : Group.Number(1) / known;
        }
    }

    /// <summary><see langword="null"/> when there is no transaction.</summary>
    public Latency? Latency => Group.Numbers[4][0] is { } average
        ? new Latency(average, Group.Number(6), Group.Number(6, 1), Group.Number(6, 2)) { P90Micros = Group.Number(6, 3) }
        : null;
}
