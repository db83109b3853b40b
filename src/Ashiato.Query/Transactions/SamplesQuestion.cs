using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>Which transactions of a group are worth a look?</summary>
/// <remarks>
/// In turn: the next slowest, of the newest ones the next nearest to the median, the newest failed one; each kind fills at most a quarter of the list.
/// The rest is spread evenly over the durations of the newest ones. Transactions that the agent did not sample have no timeline and are left out.
/// </remarks>
internal sealed class SamplesQuestion(IEventStore store, RouteRuleSet rules)
{
    /// <summary>The most samples one answer can have.</summary>
    public const int MaxLimit = 1_000;

    // Enough to find one transaction in every part of a distribution; each is of another trace, and so stands somewhere else.
    private const int NewestRead = 150;

    private static readonly Field[] s_fields =
        [Fields.TraceId, Fields.TransactionId, Fields.Timestamp, Fields.TransactionDurationUs, Fields.EventOutcome, Fields.TransactionResult];

    public async Task<IReadOnlyList<TransactionSample>> AskAsync(
        TransactionKey key, Period period, double? fromMicros, double? toMicros, int limit, CancellationToken cancel)
    {
        limit = Math.Min(limit, MaxLimit);
        if (limit <= 0) return [];
        var filter = await FilterAsync(store, rules, key, period, fromMicros, toMicros, cancel);
        int ofEachKind = Math.Max(1, limit / 4);
        var medianOf = MedianAsync(await FilterAsync(store, rules, key, period, fromMicros, toMicros, isSampled: false, cancel), period.Time, cancel);
        var slowest = Ask(filter, new Sort(Fields.TransactionDurationUs, Descending: true), ofEachKind);
        var failed = Ask(filter.And(TransactionNumbers.IsFailed), new Sort(Fields.Timestamp, Descending: true), ofEachKind);
        var newest = Ask(filter, new Sort(Fields.Timestamp, Descending: true), Math.Max(NewestRead, limit));
        await Task.WhenAll(medianOf, slowest, failed, newest);
        if (await medianOf is not { } median) return [];

        var typical = (await newest).OrderBy(one => Math.Abs(one.DurationMicros - median)).Take(ofEachKind);
        Candidate[] first = [.. InTurn(await slowest, [.. typical], await failed).DistinctBy(Identity).Take(limit)];
        Candidate[] others = [.. (await newest).ExceptBy(first.Select(Identity), Identity)];
        return [.. first.Concat(Spread(others, limit - first.Length)).Select(static one => one.ToSample())];

        static (EventId, EventId) Identity(Candidate one) => (one.TraceId, one.TransactionId);

        async Task<Candidate[]> Ask(Filter which, Sort sort, int count)
        {
            var page = await store.QueryAsync(new RowQuery { Time = period.Time, Filter = which, Fields = s_fields, Sort = sort, Limit = count }, cancel);
            return [.. page.Rows.Rows.Select(static row => new Candidate(row))];
        }
    }

    /// <summary>A transaction that may be shown. More are looked at than are shown, and texts are made for those only.</summary>
    private readonly struct Candidate(EventRow row)
    {
        public EventId TraceId { get; } = row.Id(Fields.TraceId);

        public EventId TransactionId { get; } = row.Id(Fields.TransactionId);

        public long DurationMicros { get; } = row.Int64(Fields.TransactionDurationUs) ?? 0;

        public TransactionSample ToSample() => new(
            TraceId.ToString(),
            TransactionId.ToString(),
            row.TimestampMicros,
            DurationMicros,
            row.Text(Fields.EventOutcome) == Fields.Outcomes.Failure,
            row.Text(Fields.TransactionResult));
    }

    /// <summary>The sampled transactions of a group, of a band of durations when given.</summary>
    public static ValueTask<Filter> FilterAsync(
        IEventStore store, RouteRuleSet rules, TransactionKey key, Period period, double? fromMicros, double? toMicros, CancellationToken cancel) =>
        FilterAsync(store, rules, key, period, fromMicros, toMicros, isSampled: true, cancel);

    // Whether an agent sampled a transaction does not depend on how long it took: the median of all is that of the sampled ones, and summaries know it.
    private static async ValueTask<Filter> FilterAsync(
        IEventStore store, RouteRuleSet rules, TransactionKey key, Period period, double? fromMicros, double? toMicros, bool isSampled, CancellationToken cancel)
    {
        var filter = await TransactionQuestion.FilterAsync(store, rules, key, period, cancel);
        if (isSampled) filter = filter.And(new Filter.Not(Filter.Is(Fields.TransactionSampled, false)));
        if (fromMicros is null && toMicros is null) return filter;
        // The first bucket of a distribution starts at 1 µs but also holds what took less.
        double? from = fromMicros <= 1 ? null : fromMicros;
        return filter.And(new Filter.Between(Fields.TransactionDurationUs, from, toMicros, MaxInclusive: false));
    }

    private async Task<double?> MedianAsync(Filter filter, TimeRange time, CancellationToken cancel)
    {
        var query = new GroupQuery { Time = time, Filter = filter, Measures = [new Measure.Percentiles(Fields.TransactionDurationUs, [50])] };
        return (await store.QueryAsync(query, cancel)).Groups[0].Numbers[0][0];
    }

    private static IEnumerable<Candidate> InTurn(params Candidate[][] kinds)
    {
        for (int i = 0; i < kinds.Max(kind => kind.Length); i++)
            foreach (var kind in kinds)
                if (i < kind.Length) yield return kind[i];
    }

    /// <summary>Evenly over the durations, from the shortest to the longest; when there are few, all of them.</summary>
    private static IEnumerable<Candidate> Spread(Candidate[] samples, int count)
    {
        Array.Sort(samples, (a, b) => a.DurationMicros.CompareTo(b.DurationMicros));
        if (samples.Length <= count) return samples;
        return Enumerable.Range(0, count).Select(i => samples[(long)i * (samples.Length - 1) / Math.Max(1, count - 1)]);
    }
}
