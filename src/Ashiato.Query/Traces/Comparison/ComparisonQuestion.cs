using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces.Comparison;

/// <summary>How does a trace differ from another, or from the typical one of its transaction?</summary>
internal sealed class ComparisonQuestion(IEventStore store, TimeProvider time, RouteRuleSet? rules = null)
{
    private readonly RouteRuleSet _rules = rules ?? RouteRuleSet.None;

    /// <summary>Typical is what happened around it: this long before and after.</summary>
    private const long AroundMicros = 24L * 3_600_000_000;

    private const int SamplesLookedAt = 40;

    /// <summary><see langword="null"/> when one of them is not known, or nothing like it happened around.</summary>
    /// <param name="traceId">The trace that was asked about.</param>
    /// <param name="otherId">The one to compare with; <see langword="null"/> for the typical one.</param>
    /// <param name="typicalOf">Of which time the typical one is; <see langword="null"/> for what happened around the trace.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<TraceComparison?> AskAsync(string traceId, string? otherId, Period? typicalOf, CancellationToken cancel)
    {
        var traces = new TraceQuestion(store, time);
        var second = await traces.AskAsync(traceId, cancel);
        if (second is null) return null;
        var typical = otherId is null ? await TypicalAsync(second, typicalOf, cancel) : null;
        if ((otherId ?? typical?.TraceId) is not { } firstId || await traces.AskAsync(firstId, cancel) is not { } first) return null;

        var alignment = new TraceAlignment(first, second);
        var calls = alignment.Align();
        return new TraceComparison
        {
            A = ComparedTrace.Of(first),
            B = ComparedTrace.Of(second),
            TypicalOf = typical?.Of,
            Calls = calls,
            Causes = ComparisonCauses.Of(calls, second.DurationMicros - first.DurationMicros),
            IsTruncated = alignment.IsTruncated || first.IsTruncated || second.IsTruncated,
        };
    }

    /// <summary>The trace of the transaction that is nearest to the median of all like it.</summary>
    private async Task<(string TraceId, long Of)?> TypicalAsync(Trace trace, Period? typicalOf, CancellationToken cancel)
    {
        if (trace.Rows is not [{ Kind: TraceRowKind.Transaction, Service: >= 0 } root, ..]) return null;
        var key = new TransactionKey(trace.Services[root.Service].Name, _rules.GroupOf(trace.Services[root.Service].Name, root.Name), root.Type);
        var period = typicalOf ?? new Period(new TimeRange(trace.StartMicros - AroundMicros, trace.StartMicros + AroundMicros));
        var median = new GroupQuery
        {
            Time = period.Time,
            Filter = await TransactionQuestion.FilterAsync(store, _rules, key, period, cancel),
            Measures = [new Measure.Percentiles(Fields.TransactionDurationUs, [50])],
        };
        var table = await store.QueryAsync(median, cancel);
        if (table.Groups is not [{ Numbers: [[{ } middle]] }]) return null;

        var samples = await new SamplesQuestion(store, _rules).AskAsync(key, period, null, null, SamplesLookedAt, cancel);
        var nearest = samples.Where(sample => sample.TraceId != trace.TraceId)
            .OrderBy(sample => sample.IsFailed)
            .ThenBy(sample => Math.Abs(sample.DurationMicros - middle))
            .FirstOrDefault();
        return nearest is null ? null : (nearest.TraceId, table.EventCount);
    }
}
