using Ashiato.Model;

namespace Ashiato.Intake.Aggregation;

/// <summary>Counts events into metrics and gives out the documents of the intervals that are over. Thread-safe.</summary>
/// <remarks>
/// Each interval counts the events by itself: which groups find room in one says nothing about the others. When an interval is over is a
/// matter of processing time: an event that comes late is a further document of the time at which it happened.
/// </remarks>
/// <param name="options">How metrics are made.</param>
/// <param name="intervals">The intervals, shortest first; at least one.</param>
/// <param name="nowMicros">The time, in microseconds since the Unix epoch.</param>
internal sealed class Aggregator(IntakeOptions options, IReadOnlyList<MetricInterval> intervals, long nowMicros)
{
    private readonly GroupLimits _limits = options.Aggregation.Limits();
    private readonly Lock _counting = new();
    private readonly BatchScan.Room _room = new();
    private readonly Lock _taking = new();
    private readonly IntervalTable[] _tables = [.. intervals.Select(_ => new IntervalTable(options.Aggregation.Limits()))];
    private readonly long[] _starts = [.. intervals.Select(interval => interval.StartOf(nowMicros))];

    /// <summary>The shortest interval: how often there is something to take.</summary>
    public MetricInterval Shortest => intervals[0];

    /// <summary>Counts the events of a batch.</summary>
    public void Count(EventBatch batch)
    {
        lock (_counting)
            for (int i = 0; i < _tables.Length; i++) BatchScan.Count(batch, _tables[i], intervals[i], _room);
    }

    /// <summary>The documents of all intervals that are over.</summary>
    /// <param name="now">The time, in microseconds since the Unix epoch.</param>
    public IReadOnlyList<EventBatch> Take(long now) => Take(now, evenIfNotOver: false);

    /// <summary>The documents of all that was counted, also of intervals that are not over.</summary>
    /// <param name="now">The time, in microseconds since the Unix epoch.</param>
    public IReadOnlyList<EventBatch> TakeAll(long now) => Take(now, evenIfNotOver: true);

    private List<EventBatch> Take(long now, bool evenIfNotOver)
    {
        var batches = new List<EventBatch>();
        lock (_taking)
        {
            for (int i = 0; i < intervals.Count; i++)
            {
                long start = intervals[i].StartOf(now);
                if (start == _starts[i] && !evenIfNotOver) break;
                var ended = Exchange(i);
                batches.AddRange(new MetricDocuments(options, intervals[i]).Write(ended, _starts[i]));
                _starts[i] = start;
            }
        }
        return batches;
    }

    private IntervalTable Exchange(int index)
    {
        var next = new IntervalTable(_limits);
        lock (_counting)
        {
            var ended = _tables[index];
            _tables[index] = next;
            return ended;
        }
    }
}
