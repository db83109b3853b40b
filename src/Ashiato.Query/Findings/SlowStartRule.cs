using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>The first requests after a start or a silence that take much longer than those after them: caches, compilers and pools are cold.</summary>
/// <remarks>What the requests of the first stretch take beyond what the same endpoints take later.</remarks>
internal sealed class SlowStartRule(IEventStore store)
{
    private const int Stretches = 30;
    private const long LeastRequests = 20;
    private const double LeastTimes = 3;
    private const double LeastShareOfTime = 0.02;

    /// <summary>The services of a period that start slowly.</summary>
    public async Task<IEnumerable<Finding>> FindAsync(string? service, Period period, CancellationToken cancel)
    {
        if (period.Time.FromMicros == long.MinValue || period.Time.DurationMicros < Stretches) return [];
        long stretch = period.Time.DurationMicros / Stretches;
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Calls.CallFilters.Within(period, service).And(TransactionNumbers.IsTransaction),
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName), new GroupKey.Time(stretch, period.Time.FromMicros % stretch)],
                Measures = [new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs)],
                Limit = GroupQuery.MaxLimit,
            },
            cancel);
        return table.Groups.GroupBy(static group => group.Text(0)).SelectMany(groups => InService(groups.Key, [.. groups], period.Time.FromMicros, stretch));
    }

    private static IEnumerable<Finding> InService(string service, IReadOnlyList<Group> groups, long from, long stretch)
    {
        long first = groups.Min(static group => group.Int64(2));
        // What was going on before the period began did not start in it.
        if (first < from + stretch) yield break;
        double took = 0, usual = 0, count = 0;
        foreach (var endpoint in groups.GroupBy(static group => group.Text(1)))
        {
            var begun = endpoint.Where(group => group.Int64(2) == first).ToArray();
            double later = endpoint.Where(group => group.Int64(2) != first).Sum(static group => group.Number(0));
            if (begun.Length == 0 || later == 0) continue;
            took += begun.Sum(static group => group.Number(1));
            count += begun.Sum(static group => group.Number(0));
            usual += endpoint.Where(group => group.Int64(2) != first).Sum(static group => group.Number(1)) / later * begun.Sum(static group => group.Number(0));
        }
        if (count < LeastRequests || took < usual * LeastTimes || took - usual < groups.Sum(static group => group.Number(1)) * LeastShareOfTime) yield break;
        yield return new Finding
        {
            Kind = FindingKind.SlowStart,
            Service = service,
            Times = took / usual,
            CostMicros = took,
            SavingMicros = took - usual,
        };
    }
}
