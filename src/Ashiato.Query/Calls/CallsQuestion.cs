using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>Which calls take the time?</summary>
/// <remarks>
/// What the kinds are and their numbers are counted over all spans; who calls them is read from <see cref="CallSample"/>. Preparing
/// is told apart, and counted into the time of the statement that it prepares. The numbers come from summaries where the store has them; what
/// they do not tell, calls folded into one span and rows that were changed, few spans say, and those are looked at.
/// </remarks>
internal sealed class CallsQuestion(IEventStore store)
{
    private static readonly IReadOnlyList<Measure> s_numbers =
    [
        new Measure.Count(),
        new Measure.Count(TransactionNumbers.IsFailed),
        new Measure.Sum(Fields.SpanDurationUs),
        new Measure.Max(Fields.SpanDurationUs),
        new Measure.Percentiles(Fields.SpanDurationUs, [50, 95, 99]),
    ];

    private static readonly IReadOnlyList<Measure> s_details =
    [
        new Measure.Count(new Filter.Exists(Fields.SpanCompositeCount)),
        new Measure.Sum(Fields.SpanCompositeCount),
        new Measure.Count(new Filter.Exists(Fields.SpanDbRowsAffected)),
        new Measure.Sum(Fields.SpanDbRowsAffected),
    ];

    /// <summary>The ranking.</summary>
    /// <param name="scope">Which calls.</param>
    /// <param name="service">Of which service; <see langword="null"/> for all.</param>
    /// <param name="period">When and where.</param>
    /// <param name="sample">What tells the callers.</param>
    /// <param name="limit">The most kinds.</param>
    /// <param name="cancel">Ends the work.</param>
    public Task<CallRanking> AskAsync(CallScope scope, string? service, Period period, Task<CallSample> sample, int limit, CancellationToken cancel) =>
        AskAsync(scope, CallFilters.Within(period, service).And(CallFilters.Of(scope)), period, sample, limit, cancel);

    /// <summary>The ranking of spans that fulfil a condition, all of one scope.</summary>
    public async Task<CallRanking> AskAsync(CallScope scope, Filter filter, Period period, Task<CallSample> sample, int limit, CancellationToken cancel)
    {
        var calls = filter.And(new Filter.Not(CallFilters.IsPrepare));
        var hasFingerprint = new Filter.Exists(Fields.SpanFingerprint);
        var isTold = new Filter.Any([new Filter.Exists(Fields.SpanCompositeCount), new Filter.Exists(Fields.SpanDbRowsAffected)]);
        var known = Ask(calls.And(hasFingerprint), Fields.SpanFingerprint, s_numbers);
        var named = Ask(calls.And(new Filter.Not(hasFingerprint)), Fields.SpanName, s_numbers);
        var preparing = Ask(filter.And(CallFilters.IsPrepare), Fields.SpanFingerprint, s_numbers);
        var knownDetails = Ask(calls.And(hasFingerprint).And(isTold), Fields.SpanFingerprint, s_details);
        var namedDetails = Ask(calls.And(new Filter.Not(hasFingerprint)).And(isTold), Fields.SpanName, s_details);
        await Task.WhenAll(known, named, preparing, knownDetails, namedDetails, sample);

        var prepared = (await preparing).Groups.ToDictionary(group => KindOf(group, scope), static group => group);
        // A fingerprint and a name may read the same; the calls of both are told apart by where they stand.
        var detailsOfKnown = (await knownDetails).Groups.ToDictionary(group => KindOf(group, scope), static group => group);
        var detailsOfNamed = (await namedDetails).Groups.ToDictionary(group => KindOf(group, scope), static group => group);
        var callers = (await sample).CallersByKind();
        CallGroup[] groups = [.. ToGroups(await known, detailsOfKnown).Concat(ToGroups(await named, detailsOfNamed)).OrderByDescending(static group => group.TotalMicros)];
        double total = groups.Sum(static group => group.TotalMicros);
        return new CallRanking(
            [.. groups.Take(limit).Select(group => group with { Share = total == 0 ? 0 : group.TotalMicros / total })],
            groups.Length <= limit && (await known).IsComplete && (await named).IsComplete,
            groups.Sum(static group => group.Count), total, groups.Sum(static group => group.PrepareMicros), (await sample).Evidence);

        IEnumerable<CallGroup> ToGroups(GroupTable table, Dictionary<CallKind, Group> details) => table.Groups.Select(
            group => ToGroup(KindOf(group, scope), group, details.GetValueOrDefault(KindOf(group, scope)), prepared.GetValueOrDefault(KindOf(group, scope)), callers));

        Task<GroupTable> Ask(Filter which, Field text, IReadOnlyList<Measure> measures) => store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = which,
                Keys = [new GroupKey.Value(text), new GroupKey.Value(Fields.SpanSubtype)],
                Measures = measures,
                Order = new GroupOrder(measures == s_numbers ? 2 : 0),
                Limit = 10_000,
            },
            cancel).AsTask();
    }

    private static CallKind KindOf(Group group, CallScope scope) => new(group.Text(0), group.Keys[1] as string, scope);

    private static CallGroup ToGroup(CallKind kind, Group group, Group? details, Group? prepare, IReadOnlyDictionary<CallKind, IReadOnlyList<Caller>> callers)
    {
        double spans = group.Number(0), time = group.Number(2);
        double prepareTime = prepare?.Number(2) ?? 0;
        return new CallGroup
        {
            Kind = kind,
            // A compressed span is one span, and as many calls as it says.
            Count = (long)(spans - (details?.Number(0) ?? 0) + (details?.Number(1) ?? 0)),
            FailedCount = (long)group.Number(1),
            AverageMicros = spans == 0 ? 0 : time / spans,
            P50Micros = group.Number(4),
            P95Micros = group.Number(4, 1),
            P99Micros = group.Number(4, 2),
            MaxMicros = group.Number(3),
            PrepareCount = (long)(prepare?.Number(0) ?? 0),
            PrepareMicros = prepareTime,
            TotalMicros = time + prepareTime,
            Share = 0,
            Rows = details is null || details.Number(2) == 0 ? null : details.Number(3),
            Callers = callers.GetValueOrDefault(kind) ?? [],
        };
    }
}
