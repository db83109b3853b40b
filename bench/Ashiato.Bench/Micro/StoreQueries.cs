using Ashiato.Bench.Report;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Micro;

/// <summary>The questions of PERFORMANCE.md, asked of a store that holds the data set.</summary>
/// <param name="store">The store.</param>
/// <param name="traces">Ids of traces that it has.</param>
internal sealed class StoreQueries(IEventStore store, IReadOnlyList<string> traces)
{
    private const int Traces = 300;
    private const int Times = 15;

    private static readonly Filter s_transactions = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);
    private static readonly Measure[] s_latency = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99])];

    /// <summary>Asks each several times.</summary>
    public async Task MeasureAsync(ResultTable table, CancellationToken cancel)
    {
        int stride = Math.Max(1, traces.Count / Traces);
        var ids = traces.Where((_, at) => at % stride == 0).ToArray();
        long rows = 0;
        var times = new List<TimeSpan>();
        foreach (string id in ids)
        {
            var meter = new Meter();
            var page = await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, id), Limit = RowQuery.MaxLimit }, cancel);
            times.Add(meter.Elapsed);
            rows += page.Rows.RowCount;
        }
        table.Add($"trace by id, all fields, p50 / p95 / p99 of {ids.Length}", $"{new Percentiles(times)}, {(double)rows / ids.Length:F1} rows");

        await MeasureAsync(table, "p50/p95/p99 by service and name", new()
        {
            Filter = s_transactions,
            Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
            Measures = s_latency,
        }, cancel);
        await MeasureAsync(table, "p50/p95/p99 of one service per minute", new()
        {
            Filter = s_transactions.And(Filter.Is(Fields.ServiceName, "checkout")),
            Keys = [new GroupKey.Time(60_000_000)],
            Measures = s_latency,
        }, cancel);
        await MeasureAsync(table, "label = value, counted", Count(Filter.Is(Fields.NumericLabel("item_id"), 7_919)), cancel);
        await MeasureAsync(table, "text inside statements, counted", Count(new Filter.TextLike(Fields.SpanDbStatement, "*item_id = 7919 *")), cancel);
    }

    private static GroupQuery Count(Filter filter) => new() { Filter = filter, Measures = [new Measure.Count()] };

    private async Task MeasureAsync(ResultTable table, string name, GroupQuery query, CancellationToken cancel)
    {
        var times = new List<TimeSpan>();
        long found = 0;
        for (int time = 0; time < Times; time++)
        {
            var meter = new Meter();
            found = (await store.QueryAsync(query, cancel)).EventCount;
            times.Add(meter.Elapsed);
        }
        table.Add($"{name}, p50 / p95 / p99 of {Times}", $"{new Percentiles(times)}, {found:N0} events");
    }
}
