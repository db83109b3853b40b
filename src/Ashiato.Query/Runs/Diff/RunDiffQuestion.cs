using Ashiato.Model;
using Ashiato.Query.Calls;
using Ashiato.Query.Findings;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Runs.Diff;

/// <summary>What is different between two stretches of time, and why?</summary>
/// <remarks>Endpoints are counted over all transactions; what they call is read from a sample of each side, as findings are.</remarks>
internal sealed class RunDiffQuestion(IEventStore store, RouteRuleSet routes)
{
    private const int MostEndpoints = 10_000;

    /// <summary>The difference.</summary>
    /// <param name="before">What is compared with.</param>
    /// <param name="after">What is asked about.</param>
    /// <param name="service">Of which service; <see langword="null"/> for all.</param>
    /// <param name="sampleOf">Reads requests of a period span by span.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<RunDiff> AskAsync(Period before, Period after, string? service, Func<Period, Task<CallSample>> sampleOf, CancellationToken cancel)
    {
        var (first, second) = (SideAsync(before), SideAsync(after));
        await Task.WhenAll(first, second);
        var (a, b) = (await first, await second);
        var endpoints = EndpointDifferences.Of(a.Endpoints, b.Endpoints);
        var calls = new CallDifferences(a.Sample, b.Sample);
        return new RunDiff
        {
            Before = a.Side,
            After = b.Side,
            Endpoints = endpoints,
            Calls = calls.ByKind(),
            Causes = DiffCauses.Of(endpoints, calls, (a.Findings, b.Findings), b.Side.Figures.TotalMicros),
        };

        async Task<(RunSide Side, IReadOnlyDictionary<Endpoint, EndpointSide> Endpoints, CallSample Sample, FindingList Findings)> SideAsync(Period period)
        {
            var sampling = sampleOf(period);
            var figures = new RunFiguresQuestion(store).AskAsync(service, period, cancel);
            var byEndpoint = EndpointsAsync(period, service, cancel);
            var findings = new FindingsQuestion(store).AskAsync(service, null, period, sampling, cancel);
            await Task.WhenAll(sampling, figures, byEndpoint, findings);
            var sample = await sampling;
            return (new RunSide(period.Time.FromMicros, period.Time.ToMicros, await figures, sample.Evidence), await byEndpoint, sample, await findings);
        }
    }

    private async Task<IReadOnlyDictionary<Endpoint, EndpointSide>> EndpointsAsync(Period period, string? service, CancellationToken cancel)
    {
        var filter = CallFilters.Within(period, service).And(TransactionNumbers.IsTransaction);
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
                Measures = TransactionNumbers.Measures,
                Order = TransactionNumbers.MostTimeFirst,
                Limit = MostEndpoints,
            },
            cancel);
        var groups = table.Groups.GroupBy(group => new Endpoint(group.Text(0), routes.GroupOf(group.Text(0), group.Text(1))));
        var sides = await Task.WhenAll(groups.Select(async names => (names.Key, Side: ToSide(names.Count() == 1 ? new TransactionNumbers(names.First()) : await TogetherAsync(names.Key.Service, names)))));
        return sides.ToDictionary(static pair => pair.Key, static pair => pair.Side);

        // Percentiles cannot be added up: what rules bring together is asked for as one.
        async Task<TransactionNumbers> TogetherAsync(string of, IEnumerable<Group> names) => new((await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter.And(Filter.Is(Fields.ServiceName, of)).And(new Filter.TextIn(Fields.TransactionName, [.. names.Select(static group => group.Text(1))])),
                Measures = TransactionNumbers.Measures,
            },
            cancel)).Groups[0]);
    }

    private static EndpointSide ToSide(TransactionNumbers numbers) => new(
        numbers.Count, numbers.FailedCount, numbers.Count == 0 ? 0 : numbers.TotalMicros / numbers.Count, numbers.Latency?.P95Micros ?? 0, numbers.TotalMicros);
}
