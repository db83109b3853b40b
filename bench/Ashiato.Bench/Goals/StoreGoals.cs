using Ashiato.Bench.Data;
using Ashiato.Bench.Micro;
using Ashiato.Storage;
using Ashiato.Storage.Embedded;
using Ashiato.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench.Goals;

/// <summary>The goals that the store alone decides: bytes, questions, and how both grow. ClickHouse answers beside it.</summary>
internal sealed class StoreGoals(DataSetOptions dataSet, string directory, int cacheMiB, GoalTable table)
{
    private const long Day = 86_400_000_000;
    // A page is asked for many times in the life of a server, and a compiler needs some thirty calls to do its best.
    private static readonly Timing.Times s_times = new(Least: 20, Most: 200, Enough: TimeSpan.FromSeconds(4));
    private const int TracesAsked = 100;

    private ClickHouseServer? _clickHouse;

    /// <summary>Part of the names of the questions to ask a kept store; <see langword="null"/> for all.</summary>
    public string? Only { get; init; }

    /// <summary>Ids of some traces that the store has.</summary>
    public IReadOnlyList<string> Traces { get; private set; } = [];

    /// <summary>How many events it has.</summary>
    public long EventCount { get; private set; }

    /// <summary>Fills both stores, asks when a tenth is in, and again when all is.</summary>
    /// <param name="clickHouse">The other one, empty; <see langword="null"/> to do without.</param>
    /// <param name="cancel">Ends the measurement.</param>
    public async Task MeasureAsync(ClickHouseServer? clickHouse, CancellationToken cancel)
    {
        _clickHouse = clickHouse;
        // Never removed by age, however old the data set is.
        var options = new EmbeddedStoreOptions { Directory = directory, MaxAge = null, CacheBytes = (long)cacheMiB << 20 };
        await using var store = await EmbeddedEventStore.OpenAsync(options, new TicklessTime(), NullLoggerFactory.Instance, cancel);
        using var fill = new StoreFill(store, clickHouse, dataSet);
        var clickHouseBefore = clickHouse?.Usage.Cpu() ?? default;

        if ((await store.GetStatusAsync(cancel)).EventCount is > 0 and var kept)
        {
            await AskKeptAsync(store, kept, cancel);
            return;
        }
        var costs = new FillCosts();
        await fill.FillAsync(dataSet.EventCount / 10, BytesOnDisk, cancel);
        costs.Add(fill);
        var small = await SizeAsync(store, fill, cancel);
        var before = await AskAsync(store, fill.Traces, small.Day, small.All, isForTable: false, cancel);
        for (int tenth = 2; tenth <= 10; tenth++)
        {
            await fill.FillAsync(dataSet.EventCount * tenth / 10, BytesOnDisk, cancel);
            costs.Add(fill);
        }
        var large = await SizeAsync(store, fill, cancel);
        (EventCount, Traces) = (fill.EventCount, fill.Traces);
        await AddWritingAsync(fill, small, large, clickHouseBefore, cancel);
        costs.AddTo(table);

        await AskAsync(store, fill.Traces, large.Day, large.All, isForTable: true, cancel);
        // The same day as before, now that nine times as much lies behind it.
        var after = await AskAsync(store, fill.Traces, small.Day, small.All, isForTable: false, cancel);
        foreach (var (name, timing) in before)
        {
            if (!after.TryGetValue(name, out var later)) continue;
            string wanted = name.StartsWith("trace", StringComparison.Ordinal) ? "≤ 1.3 ×" : "≤ 1.2 ×";
            table.Add(15, $"{name}: {fill.EventCount:N0} events against a tenth of them", wanted, FormattableString.Invariant($"{later.Wall[50] / timing.Wall[50]:F2} × on the wall, {later.Cpu / timing.Cpu:F2} × CPU"));
        }
    }

    /// <summary>Asks a store that an earlier run filled.</summary>
    private async Task AskKeptAsync(EmbeddedEventStore store, long eventCount, CancellationToken cancel)
    {
        _clickHouse = null;
        // What an earlier version left undone.
        store.Maintain();
        (EventCount, Traces) = (eventCount, await KeptTraces.OfAsync(store, TracesAsked, cancel));
        var status = await store.GetStatusAsync(cancel);
        long from = status.OldestMicros ?? 0, to = (status.NewestMicros ?? 0) + 1;
        table.Add(4, "bytes per event on disk, merged, summaries and tables of traces included", "22.0", FormattableString.Invariant($"{(double)BytesOnDisk() / eventCount:F2} B of {eventCount:N0} events, kept from an earlier run"));
        await AskAsync(store, Traces, new TimeRange(Math.Max(from, to - Day), to), new TimeRange(from, to), isForTable: true, cancel);
    }

    private sealed record Size(double BytesPerEvent, TimeRange Day, TimeRange All);

    private async Task<Size> SizeAsync(EmbeddedEventStore store, StoreFill fill, CancellationToken cancel)
    {
        var status = await store.GetStatusAsync(cancel);
        long from = status.OldestMicros ?? 0, to = (status.NewestMicros ?? 0) + 1;
        return new((double)BytesOnDisk() / fill.EventCount, new TimeRange(Math.Max(from, to - Day), to), new TimeRange(from, to));
    }

    private async Task AddWritingAsync(StoreFill fill, Size small, Size large, TimeSpan clickHouseBefore, CancellationToken cancel)
    {
        double count = fill.EventCount, rate = count / (fill.Appending + fill.Merging).TotalSeconds;
        string? theirs = null, theirBytes = null;
        double? ratio = null, byteRatio = null;
        if (_clickHouse is not null)
        {
            double cpu = (_clickHouse.Usage.Cpu() - clickHouseBefore).TotalSeconds;
            theirs = FormattableString.Invariant($"{count / cpu:N0} events/s per core, not synced; {count / fill.WallOfClickHouse.TotalSeconds:N0} on the wall");
            ratio = rate / (count / cpu);
            await _clickHouse.AskAsync("OPTIMIZE TABLE events", cancel);
            double bytes = await _clickHouse.NumberAsync("SELECT sum(bytes_on_disk) FROM system.parts WHERE active", cancel) / count;
            theirBytes = FormattableString.Invariant($"{bytes:F1} B, ZSTD, its table of trace ids included");
            byteRatio = bytes / large.BytesPerEvent;
        }
        table.Add(1, "rows of intake into the store, durable, merging included", "the store's share of 300 k", FormattableString.Invariant(
            $"{rate:N0} events/s per core; appending {fill.Appending.TotalMicroseconds / count:F2} µs, merging {fill.Merging.TotalMicroseconds / count:F2} µs per event; {count / fill.AppendingWall.TotalSeconds:N0} on the wall"), theirs, ratio);
        table.Add(4, "bytes per event on disk, merged, summaries and tables of traces included", "22.0", FormattableString.Invariant($"{large.BytesPerEvent:F2} B"), theirBytes, byteRatio);
        table.Add(4, "bytes per event of fresh segments", "≤ 26", FormattableString.Invariant($"{fill.FreshBytes:F2} B"));
        table.Add(15, "bytes per event against a tenth of the events", "≤ 1.02 ×", FormattableString.Invariant($"{large.BytesPerEvent / small.BytesPerEvent:F3} ×"));
    }

    private async Task<Dictionary<string, Timing>> AskAsync(EmbeddedEventStore store, IReadOnlyList<string> ids, TimeRange day, TimeRange all, bool isForTable, CancellationToken cancel)
    {
        var timings = new Dictionary<string, Timing>();
        // Spread over all of the time, and asked in an order that no neighbour has just decoded.
        int stride = Math.Max(1, ids.Count / TracesAsked);
        var traces = ids.Where((_, at) => at % stride == 0).Select(Question.Trace).ToArray();
        if (IsAsked(traces[0]))
        {
            var ours = await Timing.OfAsync(Timing.Times.Exactly(traces.Length - 1), static () => Environment.CpuUsage.TotalTime, time => traces[time].AskAsync(store, time, cancel));
            timings.Add(traces[0].Name, ours);
            if (isForTable) table.Add(traces[0], ours, await OfClickHouseAsync(Timing.Times.Exactly(traces.Length - 1), time => traces[time].Sql(time), cancel));
        }

        foreach (var question in Question.All(day, all).Where(question => (isForTable || question.IsOfOneDay) && IsAsked(question)))
        {
            long found = 0;
            var mine = await Timing.OfAsync(s_times, static () => Environment.CpuUsage.TotalTime, async time => found = await question.AskAsync(store, time, cancel));
            timings.Add(question.Name, mine);
            if (isForTable) table.Add(question with { Name = $"{question.Name} ({found:N0} events)" }, mine, await OfClickHouseAsync(s_times, question.Sql, cancel));
        }
        if (isForTable && await OfClickHouseAsync(s_times, static _ => "SELECT 1 FORMAT Native", cancel) is { } nothing)
            table.Add(8, "nothing: what asking over HTTP costs ClickHouse", "–", "–", nothing.ToString());
        return timings;
    }

    private bool IsAsked(Question question) => Only is null || question.Name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private async Task<Timing?> OfClickHouseAsync(Timing.Times times, Func<int, string> sql, CancellationToken cancel) =>
        _clickHouse is null ? null : await Timing.OfAsync(times, _clickHouse.Usage.Cpu, async time => await _clickHouse.AskAsync(sql(time), cancel));

    private long BytesOnDisk() => new DirectoryInfo(Path.Combine(directory, "segments")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
}
