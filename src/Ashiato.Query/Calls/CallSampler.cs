using Ashiato.Model;
using Ashiato.Query.Routes;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Calls;

/// <summary>Chooses requests of a period and reads their spans.</summary>
/// <remarks>
/// Spans do not say of which endpoint they are; only their transaction does. To join all of a busy day would take minutes, so of many requests the newest of
/// each endpoint are read, as many of each as of the others, and counted for the rest. Of few, all.
/// </remarks>
/// <param name="store">Where the events are.</param>
/// <param name="routes">Which names of transactions belong together.</param>
internal sealed class CallSampler(IEventStore store, RouteRuleSet routes)
{
    // So many requests with some twenty spans each are read in a fraction of a second.
    private const int MostRequests = 2_000;
    private const int MostEndpoints = 100;
    private const int LeastOfEach = 20;
    private const int TracesAtOnce = 250;
    private const int MostSpans = 400_000;

    private static readonly Field[] s_requestFields =
        [Fields.TraceId, Fields.TransactionId, Fields.ServiceName, Fields.TransactionName, Fields.Timestamp, Fields.TransactionDurationUs];

    /// <summary>The requests of a period, of one service when it is given, and their spans.</summary>
    public async Task<CallSample> ReadAsync(string? service, Period period, CancellationToken cancel)
    {
        var filter = CallFilters.Within(period, service).And(TransactionNumbers.IsTransaction);
        var endpoints = await EndpointsAsync(filter, period, cancel);
        var requests = new Dictionary<EventId, SampledRequest>();
        foreach (var request in await RequestsAsync(filter, period, endpoints, cancel)) requests.TryAdd(request.Id, request);

        return await WithSpansAsync(requests, [.. endpoints.Select(static one => one.Numbers)], cancel);
    }

    /// <summary>The requests of one trace and their spans.</summary>
    public async Task<CallSample> ReadTraceAsync(string traceId, CancellationToken cancel)
    {
        var filter = Filter.Is(Fields.TraceId, traceId).And(TransactionNumbers.IsTransaction);
        var page = await store.QueryAsync(new RowQuery { Filter = filter, Fields = s_requestFields, Limit = MostRequests }, cancel);
        var requests = new Dictionary<EventId, SampledRequest>();
        foreach (var request in page.Rows.Rows.Select(ToRequest)) requests.TryAdd(request.Id, request);
        EndpointNumbers[] endpoints = [.. requests.Values
            .GroupBy(static request => request.Endpoint)
            .Select(static group => new EndpointNumbers(group.Key, group.Count(), group.Sum(static request => (double)request.DurationMicros)))];
        return await WithSpansAsync(requests, endpoints, cancel);
    }

    private async Task<CallSample> WithSpansAsync(Dictionary<EventId, SampledRequest> requests, IReadOnlyList<EndpointNumbers> endpoints, CancellationToken cancel)
    {
        var kinds = new CallKindTable();
        var wanted = requests.Values.Select(static request => request.TraceId).Distinct().Chunk(TracesAtOnce);
        int left = MostSpans;
        foreach (string[] traces in wanted)
        {
            left -= await ReadSpansAsync(traces, requests, kinds, left, cancel);
            if (left <= 0) break;
        }
        foreach (var request in requests.Values) request.Spans.Sort(static (a, b) => a.StartMicros.CompareTo(b.StartMicros));
        return new CallSample([.. requests.Values], kinds.Kinds, endpoints);
    }

    private async Task<IReadOnlyList<Route>> EndpointsAsync(Filter filter, Period period, CancellationToken cancel)
    {
        var table = await store.QueryAsync(
            new GroupQuery
            {
                Time = period.Time,
                Filter = filter,
                Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
                Measures = [new Measure.Count(), new Measure.Sum(Fields.TransactionDurationUs)],
                Order = new GroupOrder(1),
                Limit = 10_000,
            },
            cancel);
        return [.. table.Groups
            .GroupBy(group => EndpointOf(group.Text(0), group.Text(1)))
            .Select(static names => new Route(
                new EndpointNumbers(names.Key, names.Sum(static group => (long)group.Number(0)), names.Sum(static group => group.Number(1))),
                [.. names.Select(static group => group.Text(1))]))
            .OrderByDescending(static route => route.Numbers.TotalMicros)];
    }

    private async Task<IEnumerable<SampledRequest>> RequestsAsync(Filter filter, Period period, IReadOnlyList<Route> endpoints, CancellationToken cancel)
    {
        if (endpoints.Sum(static one => one.Numbers.Count) <= MostRequests) return await Ask(filter, MostRequests);
        var chosen = endpoints.Take(MostEndpoints).ToArray();
        int ofEach = Math.Max(LeastOfEach, MostRequests / chosen.Length);
        var pages = await Task.WhenAll(chosen.Select(one => Ask(filter.And(Filter.Is(Fields.ServiceName, one.Numbers.Endpoint.Service)).And(Named(one.Names)), ofEach)));
        return pages.SelectMany(static page => page);

        async Task<IEnumerable<SampledRequest>> Ask(Filter which, int limit)
        {
            var page = await store.QueryAsync(new RowQuery { Time = period.Time, Filter = which, Fields = s_requestFields, Limit = limit }, cancel);
            return page.Rows.Rows.Select(ToRequest);
        }
    }

    private static Filter Named(IReadOnlyList<string> names) => names is [""] ? new Filter.Not(new Filter.Exists(Fields.TransactionName)) : new Filter.TextIn(Fields.TransactionName, names);

    private Endpoint EndpointOf(string service, string name) => new(service, routes.GroupOf(service, name));

    private SampledRequest ToRequest(EventRow row) => new(
        EndpointOf(row.Text(Fields.ServiceName) ?? "", row.Text(Fields.TransactionName) ?? ""),
        row.Text(Fields.TraceId) ?? "", row.Id(Fields.TransactionId), row.TimestampMicros, Math.Max(0, row.Int64(Fields.TransactionDurationUs) ?? 0));

    private async Task<int> ReadSpansAsync(string[] traces, Dictionary<EventId, SampledRequest> requests, CallKindTable kinds, int limit, CancellationToken cancel)
    {
        int read = 0;
        string? after = null;
        var kin = new SpanKin();
        do
        {
            var page = await store.QueryAsync(
                new RowQuery
                {
                    Filter = new Filter.TextIn(Fields.TraceId, traces).And(CallFilters.IsSpan),
                    Fields = SpanReader.Needed,
                    Limit = Math.Min(RowQuery.MaxLimit, limit - read),
                    After = after,
                },
                cancel);
            new SpanReader(page.Rows, kinds).AddTo(requests, kin);
            read += page.Rows.RowCount;
            after = page.Next;
        }
        while (after is not null && read < limit);
        kin.AddTo(requests);
        return read;
    }

    /// <summary>An endpoint and the names that its transactions have.</summary>
    private sealed record Route(EndpointNumbers Numbers, IReadOnlyList<string> Names);
}
