using System.Net.WebSockets;

namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>A WebSocket as a stream of bytes: where messages are cut means nothing.</summary>
internal sealed class WebSocketBytes(WebSocket socket)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Fills a buffer.</summary>
    /// <returns>False at the end.</returns>
    public async Task<bool> TryReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (buffer.Length > 0)
        {
            var read = await socket.ReceiveAsync(buffer, cancel);
            if (read.MessageType == WebSocketMessageType.Close) return false;
            buffer = buffer[read.Count..];
        }
        return true;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, true, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }
}
