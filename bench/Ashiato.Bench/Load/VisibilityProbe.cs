using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Ashiato.Bench.Data;

namespace Ashiato.Bench.Load;

/// <summary>How long after its answer is a trace there, whole, under <c>/api/traces/{traceId}</c>?</summary>
internal sealed class VisibilityProbe(Target target, Sender sender, BenchProtocol protocol) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Transactions and spans that were acknowledged.</summary>
    public (long Transactions, long Spans) Acknowledged { get; private set; }

    public void Dispose() => _client.Dispose();

    /// <summary>Sends one trace, and asks for it until it is there.</summary>
    /// <returns>From the last answer of intake to the answer with the whole trace; the question itself is part of it.</returns>
    /// <exception cref="BenchException">The trace was refused, or did not come.</exception>
    public async Task<TimeSpan> MeasureAsync(ulong seed, long startMicros, CancellationToken cancel)
    {
        var trace = ProbeTrace.Make(protocol, seed, startMicros);
        foreach (byte[] body in trace.Bodies)
        {
            var (status, _) = await sender.PostAsync(body, 0, cancel);
            if (status != HttpStatusCode.Accepted) throw new BenchException($"A probing trace was answered with {(int)status}.");
        }
        long answered = Stopwatch.GetTimestamp();
        Acknowledged = (Acknowledged.Transactions + trace.Transactions, Acknowledged.Spans + trace.Events - trace.Transactions);
        var address = new Uri(target.Console, "/api/traces/" + trace.TraceId);
        while (await RowsAsync(address, cancel) != trace.Events)
        {
            if (Stopwatch.GetElapsedTime(answered) > s_patience) throw new BenchException($"Trace {trace.TraceId} was acknowledged and is not whole after {s_patience}.");
            await Task.Delay(1, cancel);
        }
        return Stopwatch.GetElapsedTime(answered);
    }

    private async Task<int> RowsAsync(Uri address, CancellationToken cancel)
    {
        using var answer = await _client.GetAsync(address, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound) return 0;
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancel);
        return json.RootElement.GetProperty("rows").GetArrayLength();
    }
}
