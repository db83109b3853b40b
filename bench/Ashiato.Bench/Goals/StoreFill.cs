using System.Diagnostics;
using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Model;
using Ashiato.Storage.Embedded;

namespace Ashiato.Bench.Goals;

/// <summary>Fills both stores with the same rows, and keeps account of what that took. Making the rows is counted apart.</summary>
internal sealed class StoreFill(EmbeddedEventStore store, ClickHouseServer? clickHouse, DataSetOptions dataSet) : IDisposable
{
    // Six tables in memory: most segments are then as large as in a store that takes events in without a pause.
    private const int EventsAtOnce = 6 * 49_152;
    private const int EventsOfABatch = 2_000;
    private const int TracesOfALot = 36;

    // So many wait for their answer at the same time.
    private const int Agents = 8;

    private readonly IEnumerator<EventBatch> _batches = new BatchSource(dataSet).Batches().GetEnumerator();
    private readonly List<string> _traces = [];
    private ClickHouseTable? _table;

    /// <summary>How many events are in.</summary>
    public long EventCount { get; private set; }

    /// <summary>Ids of some traces, spread over all that is in.</summary>
    public IReadOnlyList<string> Traces => _traces;

    /// <summary>Processor time of taking in, durably, with segments written.</summary>
    public TimeSpan Appending { get; private set; }

    /// <summary>Processor time of merging.</summary>
    public TimeSpan Merging { get; private set; }

    /// <summary>Processor time of making the rows: work that stays the same however much the store has, so what it costs tells how fast the machine is.</summary>
    public TimeSpan Making { get; private set; }

    /// <summary>The wall while appending.</summary>
    public TimeSpan AppendingWall { get; private set; }

    /// <summary>The wall while ClickHouse took the rows in.</summary>
    public TimeSpan WallOfClickHouse { get; private set; }

    /// <summary>Bytes that fresh segments took, per event, before they were merged: of the first lot.</summary>
    public double? FreshBytes { get; private set; }

    /// <summary>Goes on until so many events are in.</summary>
    public async Task FillAsync(long eventCount, Func<long> bytesOnDisk, CancellationToken cancel)
    {
        while (EventCount < eventCount)
        {
            var making = new Meter();
            var lot = Take();
            Making += making.Cpu;
            if (lot.Count == 0) break;
            await AppendAsync(lot, bytesOnDisk, cancel);
            if (clickHouse is not null) await InsertAsync(clickHouse, lot, cancel);
            EventCount += lot.Sum(static batch => batch.RowCount);
            for (int at = 0; at < lot.Count; at += Math.Max(1, lot.Count / TracesOfALot)) _traces.Add(lot[at][0].Text(Fields.TraceId)!);
        }
    }

    public void Dispose() => _batches.Dispose();

    /// <summary>A lot in batches as agents under load send them: of 2,000 events.</summary>
    private List<EventBatch> Take()
    {
        var lot = new List<EventBatch>();
        var builder = new EventBatchBuilder();
        for (int rows = 0; rows < EventsAtOnce && _batches.MoveNext(); rows += _batches.Current.RowCount)
        {
            builder.Append(_batches.Current);
            if (builder.RowCount >= EventsOfABatch) lot.Add(builder.Build(BatchId.New()));
        }
        if (builder.RowCount > 0) lot.Add(builder.Build(BatchId.New()));
        return lot;
    }

    private async Task AppendAsync(List<EventBatch> lot, Func<long> bytesOnDisk, CancellationToken cancel)
    {
        var appending = new Meter();
        foreach (var atOnce in lot.Chunk(Agents)) await Task.WhenAll(atOnce.Select(batch => store.AppendAsync(batch, cancel).AsTask()));
        await store.FlushAsync();
        (Appending, AppendingWall) = (Appending + appending.Cpu, AppendingWall + appending.Elapsed);
        FreshBytes ??= (double)bytesOnDisk() / lot.Sum(static batch => batch.RowCount);
        var merging = new Meter();
        store.Maintain();
        Merging += merging.Cpu;
    }

    private async Task InsertAsync(ClickHouseServer server, List<EventBatch> lot, CancellationToken cancel)
    {
        if (_table is null)
        {
            _table = new ClickHouseTable(lot);
            foreach (string definition in _table.Definitions) await server.AskAsync(definition, cancel);
        }
        var block = _table.Encode(lot);
        long began = Stopwatch.GetTimestamp();
        await server.InsertAsync(_table.Insert, block, cancel);
        WallOfClickHouse += Stopwatch.GetElapsedTime(began);
    }
}
