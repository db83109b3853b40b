using System.Globalization;
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
    private const int MaxTraces = 300;

    private static readonly Filter s_transactions = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);
    private static readonly Measure[] s_latency = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99])];

    /// <summary>How often each question is asked.</summary>
    public int Times { get; init; } = 15;

    /// <summary>Part of the names of the questions to ask; <see langword="null"/> for all.</summary>
    public string? Only { get; init; }

    private static IEnumerable<(string Name, GroupQuery Query)> Questions =>
    [
        ("count and mean by service", new()
        {
            Keys = [new GroupKey.Value(Fields.ServiceName)],
            Measures = [new Measure.Count(), new Measure.Average(Fields.TransactionDurationUs)],
        }),
        ("overview: p50/p95/p99 of one service per minute", new()
        {
            Filter = s_transactions.And(Filter.Is(Fields.ServiceName, "checkout")),
            Keys = [new GroupKey.Time(60_000_000)],
            Measures = s_latency,
            Limit = GroupQuery.MaxLimit,
        }),
        ("overview with a filter of its own (a label)", new()
        {
            Filter = new Filter.All([s_transactions, Filter.Is(Fields.ServiceName, "checkout"), Filter.Is(Fields.Label("region"), "us-east-1")]),
            Keys = [new GroupKey.Time(60_000_000)],
            Measures = s_latency,
            Limit = GroupQuery.MaxLimit,
        }),
        ("top 20: p50/p95/p99 by service and name", new()
        {
            Filter = s_transactions,
            Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
            Measures = [.. s_latency, new Measure.Sum(Fields.TransactionDurationUs)],
            Order = new GroupOrder(2),
            Limit = 20,
        }),
        ("label = value, counted", Count(Filter.Is(Fields.NumericLabel("item_id"), 7_919))),
        ("text label = value, counted", Count(Filter.Is(Fields.Label("session"), "00f3a9c4b1d28e57"))),
        ("text inside statements, counted", Count(new Filter.TextLike(Fields.SpanDbStatement, "*item_id = 7919 *"))),
    ];

    /// <summary>Asks each several times.</summary>
    /// <param name="table">Takes the results.</param>
    /// <param name="eventCount">How many events the store has, for rates.</param>
    /// <param name="cancel">Ends the measurement.</param>
    public async Task MeasureAsync(ResultTable table, long eventCount, CancellationToken cancel)
    {
        if (IsAskedFor("trace by id")) await MeasureTracesAsync(table, cancel);
        foreach (var (name, query) in Questions)
        {
            if (!IsAskedFor(name)) continue;
            long found = 0;
            await MeasureAsync(table, name, eventCount, async () => found = (await store.QueryAsync(query, cancel)).EventCount);
            table.Add("", $"{found:N0} events found");
        }
        foreach (var (name, query) in RowQuestions)
            if (IsAskedFor(name)) await MeasureAsync(table, name, eventCount, async () => await store.QueryAsync(query, cancel));
        if (IsAskedFor("fields")) await MeasureAsync(table, "fields of spans", eventCount, async () => await store.GetFieldsAsync(TimeRange.All, Filter.Is(Fields.ProcessorEvent, Fields.Events.Span), cancel));
    }

    private static IEnumerable<(string Name, RowQuery Query)> RowQuestions =>
    [
        ("newest 50 failed transactions, all fields", new() { Filter = s_transactions.And(Filter.Is(Fields.EventOutcome, Fields.Outcomes.Failure)), Limit = 50 }),
        ("slowest 50 transactions, all fields", new() { Filter = s_transactions, Sort = new Sort(Fields.TransactionDurationUs, Descending: true), Limit = 50 }),
    ];

    private bool IsAskedFor(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private async Task MeasureTracesAsync(ResultTable table, CancellationToken cancel)
    {
        int stride = Math.Max(1, traces.Count / MaxTraces);
        var ids = traces.Where((_, at) => at % stride == 0).ToArray();
        // The first round finds nothing decoded, the second what the cache could hold.
        foreach (string round in new[] { "first time", "again" })
        {
            long rows = 0;
            var times = new List<TimeSpan>();
            foreach (string id in ids)
            {
                var meter = new Meter();
                var page = await store.QueryAsync(new RowQuery { Filter = Filter.Is(Fields.TraceId, id), Limit = RowQuery.MaxLimit }, cancel);
                times.Add(meter.Elapsed);
                rows += page.Rows.RowCount;
            }
            table.Add($"trace by id, all fields, {round}, p50 / p95 / p99 of {ids.Length}", $"{new Percentiles(times)}, {(double)rows / ids.Length:F1} rows");
        }
    }

    private static GroupQuery Count(Filter filter) => new() { Filter = filter, Measures = [new Measure.Count()] };

    private async Task MeasureAsync(ResultTable table, string name, long eventCount, Func<Task> ask)
    {
        var cold = new Meter();
        await ask();
        var first = cold.Elapsed;
        var times = new List<TimeSpan>();
        var whole = new Meter();
        for (int time = 0; time < Times; time++)
        {
            var meter = new Meter();
            await ask();
            times.Add(meter.Elapsed);
        }
        double perCore = (double)eventCount * Times / whole.Cpu.TotalSeconds;
        table.Add($"{name}, p50 / p95 / p99 of {Times}", string.Create(CultureInfo.InvariantCulture,
            $"{new Percentiles(times)}, {perCore / 1e6:N0} M rows/s per core, {whole.Allocated / Times >> 10:N0} KiB allocated; first time {first.TotalMilliseconds:N0} ms"));
    }
}
