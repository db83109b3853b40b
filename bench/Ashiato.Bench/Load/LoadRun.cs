using System.Globalization;
using Ashiato.Bench.Report;

namespace Ashiato.Bench.Load;

/// <summary>One measurement of a running Ashiato from outside: over its ports and with what Linux knows of its process.</summary>
internal sealed class LoadRun(Target target, LoadOptions options, LoadBodies bodies) : IDisposable
{
    private const int Probes = 25;
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sampling = TimeSpan.FromMilliseconds(50);

    private readonly Sender _sender = new(target.Server, options.Protocol, options.Connections);
    private readonly ResultTable _table = new("load");
    private readonly Dictionary<string, long> _sentTransactions = [];
    private long _acknowledged;

    public void Dispose() => _sender.Dispose();

    /// <summary>The measured values.</summary>
    public ResultTable Table => _table;

    /// <summary>Measures everything.</summary>
    /// <returns>True when all that was acknowledged can be queried, once.</returns>
    public async Task<bool> MeasureAsync(CancellationToken cancel)
    {
        using var probe = new VisibilityProbe(target, _sender, options.Protocol);
        long startMicros = bodies.DataSet.StartMicros;
        await MeasureIdleAsync(cancel);

        var first = await probe.MeasureAsync(options.Seed, startMicros, cancel);
        _table.Add("first trace after start visible", $"{first.TotalMilliseconds:F1} ms after its answer");

        var warm = await SendAsync(bodies.Warm, null, cancel);
        await MeasureSendingAsync(cancel);

        var visible = new List<TimeSpan>();
        for (uint at = 1; at <= Probes; at++) visible.Add(await probe.MeasureAsync(options.Seed + at, startMicros, cancel));
        _table.Add($"trace visible after its answer, p50 / p95 / p99 of {Probes}", new Percentiles(visible).ToString());

        if (warm.Refused + warm.Unanswered > 0) _table.Add("requests refused / unanswered while warming up", $"{warm.Refused} / {warm.Unanswered}");
        return await CompareCountsAsync(probe, cancel);
    }

    private async Task MeasureIdleAsync(CancellationToken cancel)
    {
        if (target.StartTime is { } start) _table.Add("start to first answer", $"{start.TotalMilliseconds:F0} ms");
        if (target.Usage is not { } usage) return;
        await Task.Delay(s_settling, cancel);
        _table.Add("resident, idle after start", Mebibytes(usage.ResidentBytes()));
    }

    private async Task MeasureSendingAsync(CancellationToken cancel)
    {
        var cpuBefore = target.Usage?.Cpu();
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sampled = SampleResidentAsync(sending.Token);
        var sent = await SendAsync(bodies.Measured, options.Rate, cancel);
        var cpuSent = target.Usage?.Cpu();
        // What the answers left for later (segments, merging) belongs to the price of an event.
        await Task.Delay(s_settling, cancel);
        var cpuAfter = target.Usage?.Cpu();
        await sending.CancelAsync();

        _table.Add("events", $"{sent.Accepted:N0} acknowledged of {bodies.MeasuredEvents:N0} in {bodies.Measured.Count:N0} requests");
        _table.Add("bytes per event sent", $"{bodies.PlainBytesPerEvent:F0}, gzipped {bodies.ZippedBytesPerEvent:F0}");
        _table.Add("requests refused / unanswered", $"{sent.Refused} / {sent.Unanswered}");
        _table.Add("events/s, wall", $"{sent.Accepted / sent.Elapsed.TotalSeconds:N0}");
        if (cpuAfter - cpuBefore is { } cpu && cpuSent - cpuBefore is { } cpuSending)
        {
            _table.Add("events/s per server core", $"{sent.Accepted / cpu.TotalSeconds:N0}");
            _table.Add("server CPU per event", $"{cpu.TotalMicroseconds / sent.Accepted:F2} µs, {cpuSending.TotalMicroseconds / sent.Accepted:F2} of them before the last answer");
        }
        _table.Add("answer p50 / p95 / p99", sent.Latencies.ToString());
        if (target.Usage is { } usage)
        {
            _table.Add("resident, peak while sending", Mebibytes(await sampled));
            _table.Add("resident, peak of the process", Mebibytes(usage.PeakResidentBytes()));
            _table.Add("resident, after", Mebibytes(usage.ResidentBytes()));
        }
        if (target.BytesOnDisk() is { } bytes) _table.Add("bytes per event on disk", $"{(double)bytes / _acknowledged:F1}");
    }

    private async Task<SendResult> SendAsync(IReadOnlyList<LoadBody> part, double? rate, CancellationToken cancel)
    {
        var sent = await _sender.SendAsync(part, rate, cancel);
        foreach (var body in part) _sentTransactions[body.Service] = _sentTransactions.GetValueOrDefault(body.Service) + body.Transactions;
        _acknowledged += sent.Accepted;
        return sent;
    }

    private async Task<long> SampleResidentAsync(CancellationToken cancel)
    {
        long most = 0;
        while (target.Usage is { } usage && !cancel.IsCancellationRequested)
        {
            most = Math.Max(most, usage.ResidentBytes());
            await Task.Delay(s_sampling, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return most;
    }

    private async Task<bool> CompareCountsAsync(VisibilityProbe probe, CancellationToken cancel)
    {
        // An hour more than the data set is long, so that the range holds all of it.
        long toMicros = bodies.DataSet.StartMicros + bodies.DataSet.LengthMicros + 3_600_000_000;
        var stored = await StoredCounts.AskAsync(target.Console, bodies.DataSet.StartMicros, toMicros, cancel);
        long acknowledged = _acknowledged + probe.Acknowledged.Transactions + probe.Acknowledged.Spans;
        long found = stored.Transactions + stored.Spans;
        bool isSame = acknowledged == found && stored.Transactions == _sentTransactions.Values.Sum() + probe.Acknowledged.Transactions;
        _table.Add("list of services over everything", $"{stored.AnswerTime.TotalMilliseconds:F0} ms");
        _table.Add("acknowledged / found", $"{acknowledged:N0} / {found:N0}{(isSame ? ", the same" : ", DIFFERENT")}");
        return isSame;
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB");
}
