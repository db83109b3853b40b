using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Transactions;

/// <summary>Everything that a table of transaction groups can show: their numbers, results, deviation and bytes.</summary>
internal sealed class TransactionTableQuestion(IEventStore store, RouteRuleSet rules)
{
    /// <summary>
    /// Up to so many transactions the deviation is calculated from each of them; of more, from the distribution of their durations, which is within 3 %
    /// of it unless nearly all durations are equal.
    /// </summary>
    private const long MostOneByOne = 10_000;

    private static readonly Field[] s_bytes = [Fields.HttpResponseEncodedBodySize, Fields.HttpResponseTransferSize, Fields.HttpResponseDecodedBodySize];

    /// <summary>The groups, most time spent first.</summary>
    /// <param name="service"><c>service.name</c>.</param>
    /// <param name="type"><c>transaction.type</c>; <see langword="null"/> for the most frequent one.</param>
    /// <param name="period">When and where.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<IReadOnlyList<TransactionGroup>> AskAsync(string service, string? type, Period period, CancellationToken cancel)
    {
        var groupsTask = TransactionGroups.AskAsync(store, rules, service, period, cancel);
        type ??= (await groupsTask).GroupBy(group => group.Type).MaxBy(of => of.Sum(group => group.Count))?.Key;
        if (type is null) return [];
        var filter = TransactionGroups.OfService(service, type, period);
        var resultsTask = AskAsync(filter, period, [new Measure.Count()], cancel, new GroupKey.Value(Fields.TransactionResult));
        var bytesTask = BytesAsync(filter, period, cancel);
        var squaresTask = SquaresAsync(groupsTask, type, filter, period, cancel);
        await Task.WhenAll(groupsTask, resultsTask, bytesTask, squaresTask);

        var groups = (await groupsTask).Where(group => group.Type == type);

        var results = (await resultsTask).ToLookup(group => rules.GroupOf(service, group.Text(0)), group => new ResultCount(group.Text(1), (long)group.Number(0)));
        var squares = (await squaresTask).ToLookup(row => rules.GroupOf(service, row.Name));
        var bytes = (await bytesTask)?.ToLookup(row => rules.GroupOf(service, row.Name), row => row.Bytes);
        return [.. groups.Select(group => group with
        {
            DeviationMicros = Moments.Sum(squares[group.Name].Select(row => row.Moments)).Deviation,
            Results = [.. results[group.Name].GroupBy(result => result.Result).Select(same => new ResultCount(same.Key, same.Sum(result => result.Count))).OrderByDescending(result => result.Count)],
            ResponseBytes = bytes is null ? null : bytes[group.Name].Sum(),
        })];
    }

    private async Task<IReadOnlyList<(string Name, Moments Moments)>> SquaresAsync(Task<IReadOnlyList<TransactionGroup>> groups, string type, Filter filter, Period period, CancellationToken cancel)
    {
        var duration = Fields.TransactionDurationUs;
        bool areMany = (await groups).Where(group => group.Type == type).Sum(group => group.Count) > MostOneByOne;
        Measure[] measures = [new Measure.Count(), new Measure.Average(duration), new Measure.Sum(duration), new Measure.SumOfSquares(duration, MayEstimate: areMany)];
        return [.. (await AskAsync(filter, period, measures, cancel)).Select(static group => (group.Text(0), Moments.Of(group)))];
    }

    private async Task<IReadOnlyList<(string Name, double Bytes)>?> BytesAsync(Filter filter, Period period, CancellationToken cancel)
    {
        // Few agents report bytes: a store looks through events only where some of them have any.
        var groups = await AskAsync(filter.And(new Filter.Any([.. s_bytes.Select(field => new Filter.Exists(field))])), period, [.. s_bytes.Select(field => new Measure.Sum(field))], cancel);
        int of = Array.FindIndex(s_bytes, field => groups.Sum(group => group.Number(Array.IndexOf(s_bytes, field))) > 0);
        return of < 0 ? null : [.. groups.Select(group => (group.Text(0), group.Number(of)))];
    }

    private async Task<IReadOnlyList<Group>> AskAsync(Filter filter, Period period, IReadOnlyList<Measure> measures, CancellationToken cancel, params IReadOnlyList<GroupKey> more) =>
        (await store.QueryAsync(
            new GroupQuery { Time = period.Time, Filter = filter, Keys = [new GroupKey.Value(Fields.TransactionName), .. more], Measures = measures, Limit = GroupQuery.MaxLimit },
            cancel)).Groups;

    /// <summary>Count, sum and sum of squares of some numbers: what a deviation is made from, and what can be added up.</summary>
    private readonly record struct Moments(double Count, double Total, double Squares)
    {
        public double? Deviation => Count == 0 ? null : Math.Sqrt(Math.Max(0, (Squares / Count) - (Total / Count * (Total / Count))));

        // Those without a duration count for the mean as little as for the deviation.
        public static Moments Of(Group group) => group.Numbers[1][0] is { } mean ? new(mean > 0 ? group.Number(2) / mean : group.Number(0), group.Number(2), group.Number(3)) : default;

        public static Moments Sum(IEnumerable<Moments> all) =>
            all.Aggregate(default(Moments), (sum, one) => new Moments(sum.Count + one.Count, sum.Total + one.Total, sum.Squares + one.Squares));
    }
}
