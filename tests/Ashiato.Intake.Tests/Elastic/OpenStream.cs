using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ashiato.Intake.Tests.Elastic;

/// <summary>A request of events over a connection of its own, that stays open until the test ends it.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly TcpClient _client = new();

    private OpenStream()
    {
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Connects, and sends the first lines.</summary>
    public static async Task<OpenStream> BeginAsync(IntakeServer server, string lines)
    {
        var stream = await ConnectAsync(server);
        await stream.WriteAsync($"POST {IntakeServer.Events} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        await stream.SendAsync(lines);
        return stream;
    }

    /// <summary>Connects, and sends nothing.</summary>
    public static async Task<OpenStream> ConnectAsync(IntakeServer server)
    {
        var stream = new OpenStream();
        await stream._client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        return stream;
    }

    /// <summary>Sends more lines.</summary>
    public Task SendAsync(string lines) => WriteAsync($"{Encoding.UTF8.GetByteCount(lines):x}\r\n{lines}\r\n");

    /// <summary>Ends the request.</summary>
    /// <returns>The answer, its head included.</returns>
    public async Task<string> EndAsync()
    {
        await WriteAsync("0\r\n\r\n");
        return await ReadAnswerAsync();
    }

    /// <summary>Sends text as it is.</summary>
    public async Task WriteAsync(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);

    /// <summary>Waits until the server has ended the connection.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> ReadAnswerAsync()
    {
        var answer = new MemoryStream();
        byte[] buffer = new byte[4_096];
        try
        {
            while (await _client.GetStream().ReadAsync(buffer, Cancel) is var count and > 0) answer.Write(buffer, 0, count);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // A connection whose request did not end is reset once it is answered.
        }
        return Encoding.UTF8.GetString(answer.ToArray());
    }

    public void Dispose() => _client.Dispose();
}
