using System.Net;
using Ashiato.Bench.Data;
using Ashiato.Bench.Load;
using Ashiato.Bench.Micro;
using Ashiato.Model;

namespace Ashiato.Bench.Goals;

/// <summary>How soon ClickHouse answers at half of what it takes in, with as many rows in a request as the program is sent events in one.</summary>
internal sealed class ClickHouseAnswers(ulong seed)
{
    private const int Connections = 4;
    private const int EventsOfLarge = 2_000, EventsOfSmall = 100;

    // As long as the program is measured, about: some seconds.
    private const int LargeRequests = 200, SmallRequests = 2_000;

    /// <param name="PerSecond">Events a second when a request follows the other.</param>
    /// <param name="Latencies">Of the answers at half of that.</param>
    internal sealed record Answers(double PerSecond, Percentiles Latencies)
    {
        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"{Latencies}, of {PerSecond:N0} events/s, not synced");
    }

    /// <summary>Measures a server of its own, once for large and once for small requests.</summary>
    public async Task<(Answers Large, Answers Small)> MeasureAsync(CancellationToken cancel)
    {
        var large = Batches(EventsOfLarge, LargeRequests);
        var table = new ClickHouseTable(large);
        await using var server = await ClickHouseServer.StartAsync(cancel);
        foreach (string definition in table.Definitions) await server.AskAsync(definition, cancel);
        return (await MeasureAsync(server, table, large, cancel), await MeasureAsync(server, table, Batches(EventsOfSmall, SmallRequests), cancel));
    }

    private static async Task<Answers> MeasureAsync(ClickHouseServer server, ClickHouseTable table, List<EventBatch> batches, CancellationToken cancel)
    {
        int[] events = [.. batches.Select(static batch => batch.RowCount)];
        byte[][] bodies = [.. batches.Select(batch => table.Encode([batch]).ToArray())];
        var full = await SendAsync(null);
        double perSecond = full.Accepted / full.Elapsed.TotalSeconds;
        await Task.Delay(ProgramGoals.Settling, cancel);
        return new(perSecond, (await SendAsync(perSecond / 2)).Latencies);

        Task<SendResult> SendAsync(double? rate) => Paced.SendAsync(events, Connections, rate, async at =>
        {
            await server.InsertAsync(table.Insert, bodies[at], cancel);
            return (HttpStatusCode.Accepted, events[at]);
        }, cancel);
    }

    private List<EventBatch> Batches(int eventsOfOne, int count)
    {
        List<EventBatch> batches = [];
        var builder = new EventBatchBuilder();
        // Some have a few more.
        var source = new BatchSource(new DataSetOptions { EventCount = 2L * eventsOfOne * count, Seed = seed });
        foreach (var batch in source.Batches())
        {
            builder.Append(batch);
            if (builder.RowCount >= eventsOfOne) batches.Add(builder.Build(BatchId.New()));
            if (batches.Count == count) break;
        }
        return batches;
    }
}
