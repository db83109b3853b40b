using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ashiato.Bench.Load;

/// <summary>An agent that holds a request open and sends an event now and then, as they all do: chunked, and packed while it goes.</summary>
internal sealed class SlowAgent : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly MemoryStream _packed = new();
    private readonly GZipStream _packing;
    private readonly int _number;
    private int _events;

    public SlowAgent(int number)
    {
        _number = number;
        _packing = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true);
    }

    public void Dispose()
    {
        _packing.Dispose();
        _socket.Dispose();
    }

    /// <summary>Connects, and sends what a request begins with.</summary>
    public async Task BeginAsync(Uri server, CancellationToken cancel)
    {
        await _socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port, cancel);
        await _socket.SendAsync("POST /intake/v2/events?verbose HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray(), cancel);
        await SendAsync($"{{\"metadata\":{{\"service\":{{\"name\":\"slow-{_number % 20}\",\"agent\":{{\"name\":\"bench\",\"version\":\"1\"}},\"language\":{{\"name\":\"go\"}}}},\"system\":{{\"hostname\":\"host-{_number}\"}},\"process\":{{\"pid\":{_number + 1}}}}}}}\n", cancel);
    }

    /// <summary>Sends some events at once.</summary>
    public Task SendAsync(int events, CancellationToken cancel) => SendAsync(string.Concat(Enumerable.Range(0, events).Select(_ => NextEvent())), cancel);

    private string NextEvent()
    {
        string id = (((long)_number << 20) + ++_events).ToString("x16", CultureInfo.InvariantCulture);
        long nowMicros = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        return $"{{\"transaction\":{{\"id\":\"{id}\",\"trace_id\":\"{id}{id}\",\"type\":\"request\",\"name\":\"GET /items\",\"timestamp\":{nowMicros},\"duration\":12.5,\"span_count\":{{\"started\":0}},\"context\":{{\"tags\":{{\"user\":\"u{_number}\"}},\"response\":{{\"status_code\":200}}}}}}}}\n";
    }

    /// <summary>Ends the request.</summary>
    /// <returns>True when all events were acknowledged.</returns>
    public async Task<bool> EndAsync(CancellationToken cancel)
    {
        _packing.Dispose();
        await SendPackedAsync(cancel);
        await _socket.SendAsync("0\r\n\r\n"u8.ToArray(), cancel);
        byte[] answer = new byte[4_096];
        int length = 0;
        while (length < answer.Length && await _socket.ReceiveAsync(answer.AsMemory(length), cancel) is var count and > 0) length += count;
        string text = Encoding.UTF8.GetString(answer, 0, length);
        return text.StartsWith("HTTP/1.1 202", StringComparison.Ordinal) && text.Contains($"\"accepted\":{_events}", StringComparison.Ordinal);
    }

    private async Task SendAsync(string line, CancellationToken cancel)
    {
        _packing.Write(Encoding.UTF8.GetBytes(line));
        _packing.Flush();
        await SendPackedAsync(cancel);
    }

    private async Task SendPackedAsync(CancellationToken cancel)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes(_packed.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. _packed.GetBuffer().AsSpan(0, (int)_packed.Length), .. "\r\n"u8];
        if (_packed.Length > 0) await _socket.SendAsync(chunk, cancel);
        _packed.SetLength(0);
    }
}
