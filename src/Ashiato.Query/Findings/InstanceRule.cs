using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>One instance of a service that takes much longer than its siblings for the same requests.</summary>
/// <remarks>Instances are compared endpoint by endpoint, so that one that only serves the slow ones does not stand out.</remarks>
internal sealed class InstanceRule(IEventStore store)
{
    private const int LeastInstances = 3;
    private const long LeastRequests = 50;
    private const double LeastTimes = 2;

    /// <summary>The instances of a period that differ.</summary>
    public async Task<IEnumerable<Finding>> FindAsync(string? service, Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = Calls.CallFilters.Within(period, service).And(TransactionNumbers.IsTransaction),
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName), new GroupKey.Value(Fields.ServiceNodeName)],
                Measures = [new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs)],
                Order = new GroupOrder(1),
                Limit = 20_000,
            },
            cancel);
        return table.Groups.GroupBy(static group => group.Text(0)).SelectMany(static groups => InService(groups.Key, [.. groups]));
    }

    private static IEnumerable<Finding> InService(string service, IReadOnlyList<Group> groups)
    {
        string[] instances = [.. groups.Select(static group => group.Text(2)).Distinct()];
        if (instances.Length < LeastInstances) yield break;
        var endpoints = groups.GroupBy(static group => group.Text(1)).ToArray();
        foreach (string instance in instances)
        {
            double took = 0, usual = 0;
            long count = 0;
            foreach (var endpoint in endpoints)
            {
                if (endpoint.FirstOrDefault(group => group.Text(2) == instance) is not { } own) continue;
                double others = endpoint.Where(group => group.Text(2) != instance).Sum(static group => group.Number(0));
                if (others == 0) continue;
                took += own.Number(1);
                usual += endpoint.Where(group => group.Text(2) != instance).Sum(static group => group.Number(1)) / others * own.Number(0);
                count += (long)own.Number(0);
            }
            if (count < LeastRequests || took < usual * LeastTimes) continue;
            yield return new Finding
            {
                Kind = FindingKind.OneInstanceDiffers,
                Service = service,
                Instance = instance,
                Times = took / usual,
                CostMicros = took,
                SavingMicros = took - usual,
            };
        }
    }
}
