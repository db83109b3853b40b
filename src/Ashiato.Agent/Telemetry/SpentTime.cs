using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ashiato.Agent.Telemetry;

/// <summary>How much time transactions of each name have spent on each kind of work since a counter was last told.</summary>
/// <remarks>
/// A counter looks at every tag of every measurement, and each request makes several: adding them up first costs a look-up each.
/// Thread-safe. Bounded: what would be the first of its kind beyond the capacity goes to the counter at once.
/// </remarks>
/// <param name="counter">Who is told, in microseconds.</param>
internal sealed class SpentTime(Counter<long> counter)
{
    private const int Capacity = 1_000;
    private readonly ConcurrentDictionary<Work, Total> _totals = new();

    /// <summary>Adds time.</summary>
    public void Add(in Work work, long micros)
    {
        if (_totals.TryGetValue(work, out var total)) total.Add(micros);
        else if (_totals.Count < Capacity) _totals.GetOrAdd(work, static work => new Total(work)).Add(micros);
        else counter.Add(micros, Total.TagsOf(work));
    }

    /// <summary>Tells the counter what has been added since the last time.</summary>
    public void Tell()
    {
        foreach (var (_, total) in _totals)
            if (total.Take() is var micros and > 0) counter.Add(micros, total.Tags);
    }

    /// <summary>One kind of work of transactions of one name.</summary>
    internal readonly record struct Work(string TransactionName, string TransactionType, string SpanType, string? SpanSubtype)
    {
        /// <inheritdoc/>
        public override int GetHashCode() =>
            // A name has a handful of kinds, which differ in length: reading the name alone is enough, and the rest of it is asked twice a request.
            TransactionName.GetHashCode(StringComparison.Ordinal) + (SpanType.Length << 8) + (SpanSubtype?.Length ?? 0);
    }

    private sealed class Total(Work work)
    {
        private long _micros;

        public KeyValuePair<string, object?>[] Tags { get; } = TagsOf(work);

        public static KeyValuePair<string, object?>[] TagsOf(in Work work)
        {
            KeyValuePair<string, object?> name = new("transaction.name", work.TransactionName), type = new("transaction.type", work.TransactionType), kind = new("span.type", work.SpanType);
            return work.SpanSubtype is null ? [name, type, kind] : [name, type, kind, new("span.subtype", work.SpanSubtype)];
        }

        public void Add(long micros) => Interlocked.Add(ref _micros, micros);

        public long Take() => Interlocked.Exchange(ref _micros, 0);
    }
}
