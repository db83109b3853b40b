using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ashiato.Bench.Load;

namespace Ashiato.Bench.Fuzz;

/// <summary>Sends requests that are nearly right over real connections to a real program, and counts what it acknowledged.</summary>
/// <remarks>
/// The first event of a stream is always right and of a service of its own, so that what was acknowledged can be counted in the end.
/// A connection has one request, whose head may be broken too, and ends in one of the ways in which connections end.
/// </remarks>
internal sealed class WireRun(ulong seed, Target target, FuzzSeeds seeds, string token) : IDisposable
{
    private const string Service = "acknowledged";
    private const int Connections = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_brokenPatience = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _calls = new(new SocketsHttpHandler { UseProxy = false }) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, Timeout = s_patience };
    private long _acknowledged;
    private long _sent;
    private long _last;

    /// <summary>Events that the program said it has.</summary>
    public long Acknowledged => _acknowledged;

    public void Dispose() => _calls.Dispose();

    /// <summary>Sends requests.</summary>
    /// <exception cref="BenchException">The program broke, hangs, or lost what it had acknowledged.</exception>
    public async Task RunAsync(long count, CancellationToken cancel)
    {
        _sent = _last;
        _last += count;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref _sent) is var at && at <= _last) await SendAsync(new Random((int)((seed * 31) + (ulong)at)), at, cancel);
        }, cancel)));
        using var client = new HttpClient();
        using var services = JsonDocument.Parse(await client.GetStringAsync(new Uri(target.Console, "/api/services?from=now-7d&to=now%2B1h"), cancel));
        long stored = services.RootElement.GetProperty("services").EnumerateArray().Where(service => service.GetProperty("name").GetString() == Service).Sum(service => service.GetProperty("transactionCount").GetInt64());
        if (_acknowledged < count / 4) throw new BenchException($"Of {count} requests only {_acknowledged} were acknowledged, although each began with an event that was right.");
        if (stored < _acknowledged) throw new BenchException($"{_acknowledged} events were acknowledged and {stored} are there.");
    }

    private async Task SendAsync(Random random, long at, CancellationToken cancel)
    {
        try
        {
            if (random.Next(8) == 0) await CallAsync(random, cancel);
            else await PostAsync(random, at, cancel);
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or IOException)
        {
            // The program may end connections as it likes, as long as it is there for the next.
        }
        catch (OperationCanceledException) when (IsBroken(at))
        {
            // It was not to be answered.
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BenchException($"Request {at} of seed {seed} was not answered within {s_patience}.");
        }
    }

    private async Task PostAsync(Random random, long at, CancellationToken cancel)
    {
        byte[] body = Body(random, at);
        byte[] head = Encoding.Latin1.GetBytes($"POST /intake/v2/events?verbose HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n");
        bool isWhole = !IsBroken(at);
        if (!isWhole) head = Mutator.Mutate(head, body, random);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Server.Host, target.Server.Port, patience.Token);
        await socket.SendAsync(head, patience.Token);
        int pieces = random.Next(1, 4), from = 0;
        for (int piece = 1; piece <= pieces; piece++)
        {
            int to = piece == pieces ? body.Length : random.Next(from, body.Length);
            if (to > from) await socket.SendAsync(Chunk(body.AsSpan(from, to - from)), patience.Token);
            from = to;
            // Gone in the middle, the rude way: whatever was said is not heard.
            if (random.Next(30) == 0)
            {
                socket.LingerState = new LingerOption(true, 0);
                return;
            }
        }
        await socket.SendAsync("0\r\n\r\n"u8.ToArray(), patience.Token);
        // What is half a request waits for its other half, and so would the answer.
        if (!isWhole) patience.CancelAfter(s_brokenPatience);
        if (Acknowledges(await ReadAsync(socket, patience.Token))) Interlocked.Increment(ref _acknowledged);
    }

    /// <summary>True for a request whose head is broken.</summary>
    private static bool IsBroken(long at) => at % 10 == 9;

    private static async Task<string> ReadAsync(Socket socket, CancellationToken cancel)
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (length < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(length), cancel) is var count and > 0) length += count;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>True when the answer says that at least the first event was taken.</summary>
    private static bool Acknowledges(string answer)
    {
        if (answer.Contains(" 500 ", StringComparison.Ordinal)) throw new BenchException($"The program answered: {answer}");
        int at = answer.IndexOf("\"accepted\":", StringComparison.Ordinal);
        return at >= 0 && answer.AsSpan(at + "\"accepted\":".Length).TrimStart(' ')[0] is >= '1' and <= '9';
    }

    private static byte[] Chunk(ReadOnlySpan<byte> piece) => [.. Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. piece, .. "\r\n"u8];

    private byte[] Body(Random random, long at)
    {
        long nowMicros = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        string id = at.ToString("x16", CultureInfo.InvariantCulture);
        var body = new MemoryStream();
        body.Write("{\"metadata\":{\"service\":{\"name\":\"fuzz\",\"agent\":{\"name\":\"bench\",\"version\":\"1\"}}}}\n"u8);
        body.Write(Encoding.UTF8.GetBytes($"{{\"transaction\":{{\"id\":\"{id}\",\"trace_id\":\"{id}{id}\",\"type\":\"t\",\"name\":\"n\",\"timestamp\":{nowMicros},\"duration\":1,"));
        body.Write(Encoding.UTF8.GetBytes($"\"span_count\":{{\"started\":0}},\"context\":{{\"service\":{{\"name\":\"{Service}\"}}}}}}}}\n"));
        for (int count = random.Next(4); count > 0; count--)
        {
            body.Write(Mutator.Mutate(seeds.Lines[random.Next(seeds.Lines.Length)], seeds.Lines[random.Next(seeds.Lines.Length)], random));
            body.WriteByte((byte)'\n');
        }
        return body.ToArray();
    }

    private async Task CallAsync(Random random, CancellationToken cancel)
    {
        byte[] message = Mutator.Mutate(FuzzSeeds.ProtoExports[0].Proto, FuzzSeeds.ProtoExports[1].Proto, random);
        byte[] framed = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.Server, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(framed) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await _calls.SendAsync(request, cancel);
        await answer.Content.ReadAsByteArrayAsync(cancel);
        foreach (var headers in new HttpHeaders[] { answer.Headers, answer.TrailingHeaders })
            if (headers.TryGetValues("grpc-message", out var said) && said.Contains("internal error")) throw new BenchException("A call was answered with an internal error.");
    }
}
