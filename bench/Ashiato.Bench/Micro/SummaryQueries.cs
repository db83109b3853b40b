using Ashiato.Bench.Report;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Bench.Micro;

/// <summary>The questions of PERFORMANCE.md that summaries are for.</summary>
/// <param name="store">The store.</param>
/// <param name="last">The last day of the data set, in whole minutes.</param>
internal sealed class SummaryQueries(IEventStore store, TimeRange last)
{
    private const int Minute = 60_000_000;

    private static readonly Filter s_transactions = Filter.Is(Fields.ProcessorEvent, Fields.Events.Transaction);
    private static readonly Measure[] s_latency = [new Measure.Count(), new Measure.Percentiles(Fields.TransactionDurationUs, [50, 95, 99])];

    /// <summary>Asks each several times; the first time stands for itself, for it decodes.</summary>
    public async Task MeasureAsync(ResultTable table, string way, int times, CancellationToken cancel)
    {
        var ofService = s_transactions.And(Filter.Is(Fields.ServiceName, "checkout"));
        var perMinute = new GroupQuery { Time = last, Filter = ofService, Keys = [new GroupKey.Time(Minute)], Measures = s_latency, Limit = GroupQuery.MaxLimit };
        await AskAsync("overview of a service, per minute, 24 h", perMinute);
        await AskAsync("overview of all services, per minute, 24 h", perMinute with { Filter = s_transactions });
        var top = new GroupQuery
        {
            Time = last,
            Filter = s_transactions,
            Keys = [new GroupKey.Value(Fields.ServiceName), new GroupKey.Value(Fields.TransactionName)],
            Measures = [new Measure.Sum(Fields.TransactionDurationUs), .. s_latency],
            Order = new GroupOrder(0),
            Limit = 20,
        };
        await AskAsync("top 20 transaction groups, 24 h", top);
        await AskAsync("top 20 transaction groups, all days", top with { Time = TimeRange.All });
        await AskAsync("durations of a service, 20 buckets a decade, 24 h", new GroupQuery
        {
            Time = last,
            Filter = ofService,
            Keys = [new GroupKey.Logarithmic(Fields.TransactionDurationUs, 20)],
            Measures = [new Measure.Count()],
        });

        async Task AskAsync(string name, GroupQuery query)
        {
            var first = new Meter();
            var answer = await store.QueryAsync(query, cancel);
            var cold = first.Elapsed;
            var warm = new List<TimeSpan>();
            for (int time = 0; time < times; time++)
            {
                var meter = new Meter();
                await store.QueryAsync(query, cancel);
                warm.Add(meter.Elapsed);
            }
            table.Add($"{name}, {way}", $"first {cold.TotalMilliseconds:F1} ms, then {new Percentiles(warm)}, {answer.EventCount:N0} events, {answer.Source}");
        }
    }
}
