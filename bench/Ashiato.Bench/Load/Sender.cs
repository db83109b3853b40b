using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ashiato.Bench.Data;

namespace Ashiato.Bench.Load;

/// <summary>Posts requests over a number of connections and keeps count of what was acknowledged.</summary>
internal sealed class Sender : IDisposable
{
    private readonly BenchProtocol _protocol;
    private readonly MediaTypeHeaderValue _contentType;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly int _connections;

    public Sender(Uri server, BenchProtocol protocol, int connections, string? authority = null)
    {
        var handler = Trust.Handler(authority is null ? null : () => authority);
        handler.MaxConnectionsPerServer = connections;
        _client = new(handler);
        _protocol = protocol;
        _contentType = new(protocol == BenchProtocol.Otlp ? "application/x-protobuf" : "application/x-ndjson");
        _address = new(server, protocol == BenchProtocol.Otlp ? "/v1/traces" : "/intake/v2/events?verbose");
        _connections = connections;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Posts every body once, in order.</summary>
    /// <param name="bodies">The bodies.</param>
    /// <param name="rate">Events per second; <see langword="null"/> to send each request when a connection is free: see <see cref="Paced"/>.</param>
    /// <param name="cancel">Ends the work.</param>
    public Task<SendResult> SendAsync(IReadOnlyList<LoadBody> bodies, double? rate, CancellationToken cancel) =>
        Paced.SendAsync([.. bodies.Select(static body => body.Events)], _connections, rate, at => PostAsync(bodies[at].Zipped, bodies[at].Events, cancel), cancel);

    /// <summary>Posts one body.</summary>
    /// <param name="zipped">The body.</param>
    /// <param name="events">How many events it has.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The status (0 when there was no answer, 202 when it was taken), and how many events were acknowledged.</returns>
    public async Task<(HttpStatusCode Status, long Accepted)> PostAsync(byte[] zipped, int events, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(zipped) };
        request.Content.Headers.ContentType = _contentType;
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var answer = await _client.SendAsync(request, cancel);
            if (_protocol == BenchProtocol.Otlp)
            {
                // Nothing is said about what was taken as a whole.
                bool isTaken = answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsByteArrayAsync(cancel)).Length == 0;
                return isTaken ? (HttpStatusCode.Accepted, events) : (answer.StatusCode, 0);
            }
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
}
