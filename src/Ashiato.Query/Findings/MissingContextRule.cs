using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Findings;

/// <summary>Calls of databases that belong to no request, beside requests that spend most of their time with nothing told: the context was not passed on.</summary>
internal sealed class MissingContextRule(IEventStore store)
{
    private const double LeastOwnShare = 0.5;
    private const long LeastCalls = 20;
    private const double LeastShareOfOwn = 0.2;

    /// <summary>The services of a period whose requests lose calls.</summary>
    public async Task<IEnumerable<Finding>> FindAsync(string? service, Period period, CallSample sample, CancellationToken cancel)
    {
        var lost = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = CallFilters.Within(period, service).And(CallFilters.Of(CallScope.Database))
                    .And(new Filter.Not(new Filter.Exists(Fields.TransactionId))).And(new Filter.Not(new Filter.Exists(Fields.ParentId))),
                Keys = [new GroupKey.Value(Fields.ServiceName)],
                Measures = [new Measure.Count(), new Measure.Sum(Fields.SpanDurationUs), new Measure.Latest(Fields.TraceId)],
            },
            cancel);
        return lost.Groups.Select(group => Of(group, sample)).OfType<Finding>();
    }

    private static Finding? Of(Group lost, CallSample sample)
    {
        var endpoints = sample.ByEndpoint.Where(one => one.Numbers.Endpoint.Service == lost.Text(0)).ToArray();
        double own = endpoints.Sum(static one => one.OwnMicros * one.Weight), time = endpoints.Sum(static one => one.RequestMicros * one.Weight);
        if (lost.Number(0) < LeastCalls || own < time * LeastOwnShare || lost.Number(1) < own * LeastShareOfOwn) return null;
        return new Finding
        {
            Kind = FindingKind.MissingContext,
            Service = lost.Text(0),
            Share = own / time,
            CostMicros = lost.Number(1),
            // Nothing gets faster by it; it shows where the time goes.
            SavingMicros = 0,
            TraceId = lost.Texts[2],
        };
    }
}
