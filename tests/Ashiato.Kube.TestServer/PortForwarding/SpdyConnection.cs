using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>The frames of SPDY/3.1, as far as port forwarding uses them: two streams for each connection, no flow control.</summary>
/// <remarks>Source: draft "SPDY Protocol - Draft 3.1", sections 2.2 to 2.6.</remarks>
internal sealed class SpdyConnection(WebSocketBytes bytes, string address)
{
    private const int SynStream = 1, SynReply = 2, RstStream = 3, Ping = 6, GoAway = 7;
    private const byte Fin = 1;
    private readonly ConcurrentDictionary<int, ForwardedStream> _streams = new();
    private readonly SpdyHeaders _headers = new();
    private readonly MemoryStream _replies = new();
    private ZLibStream? _deflate;

    private sealed class ForwardedStream
    {
        public TcpClient? Client { get; set; }

        public int ErrorStream { get; set; }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        byte[] head = new byte[8];
        try
        {
            while (await bytes.TryReadAsync(head, cancel))
            {
                int length = (int)(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) & 0xffffff);
                byte[] body = new byte[length];
                if (!await bytes.TryReadAsync(body, cancel)) return;
                bool isControl = (head[0] & 0x80) != 0;
                if (!isControl) await DataAsync(BinaryPrimitives.ReadInt32BigEndian(head), head[4], body, cancel);
                else if (!await ControlAsync(BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)), head[4], body, cancel)) return;
            }
        }
        catch (Exception e) when (e is IOException or System.Net.WebSockets.WebSocketException or OperationCanceledException)
        {
            // kubectl has gone.
        }
        finally
        {
            foreach (var stream in _streams.Values) stream.Client?.Dispose();
        }
    }

    private async Task<bool> ControlAsync(int type, byte flags, byte[] body, CancellationToken cancel)
    {
        int stream = body.Length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(body) & int.MaxValue : 0;
        switch (type)
        {
            case SynStream:
                await OpenAsync(stream, _headers.Read(body.AsMemory(10)), cancel);
                break;
            case RstStream:
                if (_streams.TryRemove(stream, out var reset)) reset.Client?.Dispose();
                break;
            case Ping:
                await ControlFrameAsync(Ping, flags, body, cancel);
                break;
            case GoAway:
                return false;
        }
        return true;
    }

    private async Task OpenAsync(int stream, Dictionary<string, string> headers, CancellationToken cancel)
    {
        await ReplyAsync(stream, cancel);
        var forwarded = _streams[stream] = new ForwardedStream();
        if (headers.GetValueOrDefault("streamtype") != "data") return;
        // The error stream of the same connection was opened just before.
        forwarded.ErrorStream = stream - 2;
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address, int.Parse(headers["port"], CultureInfo.InvariantCulture), cancel);
            forwarded.Client = client;
            _ = CopyBackAsync(stream, forwarded, client, cancel);
        }
        catch (SocketException e)
        {
            client.Dispose();
            await DataFrameAsync(forwarded.ErrorStream, Fin, Encoding.UTF8.GetBytes(e.Message), cancel);
            await DataFrameAsync(stream, Fin, default, cancel);
        }
    }

    private async Task DataAsync(int stream, byte flags, byte[] body, CancellationToken cancel)
    {
        if (!_streams.TryGetValue(stream, out var forwarded) || forwarded.Client is not { } client) return;
        try
        {
            if (body.Length > 0) await client.GetStream().WriteAsync(body, cancel);
            if ((flags & Fin) != 0) client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // The pod's side ended; the copy back tells kubectl.
        }
    }

    private async Task CopyBackAsync(int stream, ForwardedStream forwarded, TcpClient client, CancellationToken cancel)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, cancel) is > 0 and var count) await DataFrameAsync(stream, 0, buffer.AsMemory(0, count), cancel);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut off; told below as an end.
        }
        await DataFrameAsync(stream, Fin, default, cancel);
        await DataFrameAsync(forwarded.ErrorStream, Fin, default, cancel);
    }

    private async Task ReplyAsync(int stream, CancellationToken cancel)
    {
        // One compressed stream for the whole connection, flushed after each block; a block of no headers is four zero bytes.
        _deflate ??= new ZLibStream(_replies, CompressionLevel.Fastest);
        _replies.SetLength(0);
        _deflate.Write(new byte[4]);
        _deflate.Flush();
        byte[] body = new byte[4 + _replies.Length];
        BinaryPrimitives.WriteInt32BigEndian(body, stream);
        _replies.ToArray().CopyTo(body, 4);
        await ControlFrameAsync(SynReply, 0, body, cancel);
    }

    private Task ControlFrameAsync(int type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        byte[] frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8003);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length | (flags << 24));
        body.CopyTo(frame.AsMemory(8));
        return bytes.WriteAsync(frame, cancel);
    }

    private Task DataFrameAsync(int stream, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        byte[] frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, stream);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length | (flags << 24));
        body.CopyTo(frame.AsMemory(8));
        return bytes.WriteAsync(frame, cancel);
    }
}
