using System.Globalization;
using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Query.Transactions;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Correlations;

/// <summary>What have the slow or failed transactions of a group in common that the others have not?</summary>
/// <remarks>
/// Every field that its transactions have is asked for its values, all in one question: how often each stands among those in question and
/// among the others. A value tells them apart when its share is larger by more than chance makes it (a z-test of two shares); the list is
/// ordered by the difference of the shares.
/// </remarks>
internal sealed class CorrelationsQuestion(IEventStore store, RouteRuleSet rules)
{
    private const int MaxFields = 80, MaxValues = 20, MaxFound = 12;

    // One in thousand values of no meaning passes.
    private const double LeastScore = 3.1, LeastDifference = 0.05;

    // What they were chosen by, what names each of them apart, or what is the same for all.
    private static readonly HashSet<string> s_leftOut =
    [
        "@timestamp", "processor.event", "transaction.name", "transaction.type", "transaction.duration.us", "event.outcome", "transaction.sampled", "transaction.root",
        "service.name", "agent.name", "agent.ephemeral_id", "data_stream.type", "data_stream.dataset", "data_stream.namespace", "observer.hostname", "observer.type", "observer.version",
        "transaction.representative_count", "event.success_count", "process.pid", "process.parent.pid", "source.port", "client.port", "http.request.id", "url.full", "url.original",
    ];

    /// <param name="key">The group.</param>
    /// <param name="kind">Which transactions are in question.</param>
    /// <param name="fromMicros">The least duration of slow ones.</param>
    /// <param name="toMicros">The least duration above theirs; <see langword="null"/> for none.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<CorrelationList> AskAsync(TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, Period period, CancellationToken cancel)
    {
        var filter = await TransactionQuestion.FilterAsync(store, rules, key, period, cancel);
        var asked = (await store.GetFieldsAsync(period.Time, filter, cancel)).Where(IsTelling).OrderByDescending(one => one.EventCount).Select(one => one.Field).Take(MaxFields);
        var table = await store.QueryAsync(
            new ValueQuery { Time = period.Time, Filter = filter, Marked = InQuestion(kind, fromMicros, toMicros), Fields = [.. asked], Limit = MaxValues }, cancel);

        long those = table.MarkedCount, others = table.EventCount - table.MarkedCount;
        if (those == 0 || others == 0) return new CorrelationList(those, others, [], 0);
        return new CorrelationList(
            those, others,
            [.. table.Fields.SelectMany(one => one.Values.Select(value => Of(one.Field, value, those, others))).OfType<Correlation>().OrderByDescending(one => one.Share - one.OtherShare).Take(MaxFound)],
            table.Fields.Count);
    }

    /// <summary>How many of those in question each of some conditions holds for.</summary>
    /// <param name="key">The group.</param>
    /// <param name="kind">Which transactions are in question.</param>
    /// <param name="fromMicros">The least duration of slow ones.</param>
    /// <param name="toMicros">The least duration above theirs; <see langword="null"/> for none.</param>
    /// <param name="conditions">The conditions.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>A share of each condition, 0 to 1; <see langword="null"/> when no transaction is in question.</returns>
    public async Task<IReadOnlyList<double>?> SharesAsync(
        TransactionKey key, CorrelationKind kind, double fromMicros, double? toMicros, IReadOnlyList<Filter> conditions, Period period, CancellationToken cancel)
    {
        var filter = await TransactionQuestion.FilterAsync(store, rules, key, period, cancel);
        var isIt = InQuestion(kind, fromMicros, toMicros);
        var counts = (await store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Measures = [new Measure.Count(isIt), .. conditions.Select(condition => new Measure.Count(isIt.And(condition)))], Limit = 1 },
            cancel)).Groups;
        return counts.Count == 0 || counts[0].Number(0) is var those && those == 0 ? null : [.. Enumerable.Range(1, conditions.Count).Select(at => counts[0].Number(at) / those)];
    }

    private static Filter InQuestion(CorrelationKind kind, double fromMicros, double? toMicros) =>
        kind == CorrelationKind.Failed ? TransactionNumbers.IsFailed : new Filter.Between(Fields.TransactionDurationUs, fromMicros, toMicros, MaxInclusive: false);

    private static bool IsTelling(FieldCount one) =>
        !s_leftOut.Contains(one.Field.Name) && one.Field.Type is FieldType.Keyword or FieldType.Ip or FieldType.Boolean || one.Field.Equals(Fields.HttpResponseStatusCode);

    private static Correlation? Of(Field field, ValueCount counted, double those, double others)
    {
        double count = counted.MarkedCount, otherCount = counted.EventCount - counted.MarkedCount;
        double share = count / those, otherShare = otherCount / others, together = (count + otherCount) / (those + others);
        double spread = Math.Sqrt(together * (1 - together) * ((1 / those) + (1 / others)));
        if (share - otherShare < LeastDifference || spread == 0 || (share - otherShare) / spread < LeastScore) return null;
        string value = counted.Value switch
        {
            long number when field.Type == FieldType.Boolean => number != 0 ? "true" : "false",
            var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
        };
        return new Correlation(field.Name, value, (long)count, share, otherShare);
    }
}
