using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Ashiato.Bench.Load;

/// <summary>Posts requests over a number of connections and keeps count of what was acknowledged.</summary>
internal sealed class Sender : IDisposable
{
    private static readonly MediaTypeHeaderValue s_ndjson = new("application/x-ndjson");

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly int _connections;

    public Sender(Uri server, int connections)
    {
        _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, AllowAutoRedirect = false });
        _address = new(server, "/intake/v2/events?verbose");
        _connections = connections;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Posts every body once, in order.</summary>
    /// <param name="bodies">The bodies.</param>
    /// <param name="rate">
    /// Events per second; <see langword="null"/> to send each request when a connection is free. With a rate, an answer's latency
    /// counts from the moment when the request was due, so that a server that falls behind cannot hide it.
    /// </param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<SendResult> SendAsync(IReadOnlyList<LoadBody> bodies, double? rate, CancellationToken cancel)
    {
        var due = DueTimes(bodies, rate);
        var result = new SendResult(bodies.Count);
        int next = -1;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => Task.Run(WorkAsync, cancel)));
        result.Elapsed = Stopwatch.GetElapsedTime(began);
        return result;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var at && at < bodies.Count)
            {
                var from = Stopwatch.GetElapsedTime(began);
                if (due is not null)
                {
                    if (due[at] > from) await Task.Delay(due[at] - from, cancel);
                    from = due[at];
                }
                var (status, accepted) = await PostAsync(bodies[at].Zipped, cancel);
                result.Add(at, status, accepted, Stopwatch.GetElapsedTime(began) - from);
            }
        }
    }

    /// <summary>Posts one body.</summary>
    /// <returns>The status (0 when there was no answer), and how many events were acknowledged.</returns>
    public async Task<(HttpStatusCode Status, long Accepted)> PostAsync(byte[] zipped, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(zipped) };
        request.Content.Headers.ContentType = s_ndjson;
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var answer = await _client.SendAsync(request, cancel);
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancel);
            long accepted = json.RootElement.TryGetProperty("accepted", out var count) ? count.GetInt64() : 0;
            return (answer.StatusCode, accepted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return (0, 0);
        }
    }

    private static TimeSpan[]? DueTimes(IReadOnlyList<LoadBody> bodies, double? rate)
    {
        if (rate is not { } perSecond) return null;
        var due = new TimeSpan[bodies.Count];
        long events = 0;
        for (int at = 0; at < due.Length; at++)
        {
            due[at] = TimeSpan.FromSeconds(events / perSecond);
            events += bodies[at].Events;
        }
        return due;
    }
}
