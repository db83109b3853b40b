using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Query;

/// <summary>The numbers that questions ask of a group of spans, and how they are read from the answer.</summary>
internal readonly record struct CallNumbers(Group Group)
{
    public static Filter IsSpan { get; } = Filter.Is(Fields.ProcessorEvent, Fields.Events.Span);

    /// <summary>What to ask for.</summary>
    public static IReadOnlyList<Measure> Measures { get; } =
    [
        new Measure.Count(),
        new Measure.Count(TransactionNumbers.IsFailed),
        new Measure.Count(Filter.Is(Fields.EventOutcome, Fields.Outcomes.Success)),
        new Measure.Sum(Fields.SpanDurationUs),
        new Measure.Average(Fields.SpanDurationUs),
        new Measure.Max(Fields.SpanDurationUs),
        new Measure.Percentiles(Fields.SpanDurationUs, [50, 95, 99]),
    ];

    /// <summary>The measure that orders groups by the time spent in them.</summary>
    public static GroupOrder MostTimeFirst { get; } = new(3);

    public CallFigures ToFigures(Period period, double allMicros) => new()
    {
        Count = (long)Group.Number(0),
        ThroughputPerSecond = period.PerSecond((long)Group.Number(0)),
        FailedCount = (long)Group.Number(1),
        FailedShare = Group.Number(1) + Group.Number(2) is > 0 and var known ? Group.Number(1) / known : null,
        TotalMicros = Group.Number(3),
        Share = allMicros == 0 ? 0 : Group.Number(3) / allMicros,
        Latency = Group.Numbers[4][0] is { } average ? new Latency(average, Group.Number(6), Group.Number(6, 1), Group.Number(6, 2)) : null,
        MaxMicros = Group.Number(5),
    };

    public TimePoint ToPoint(long startMicros)
    {
        var figures = ToFigures(default, 0);
        return new TimePoint(startMicros, figures.Count, figures.FailedCount, figures.Latency);
    }
}
