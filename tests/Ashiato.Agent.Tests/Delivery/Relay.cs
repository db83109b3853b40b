using System.Net;
using System.Net.Sockets;
using Ashiato.Tests.EndToEnd;

namespace Ashiato.Agent.Tests.Delivery;

/// <summary>Stands before a server, and behaves as badly as networks and servers do.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;
    private bool _hangs;
    private bool _losesAnswers;

    /// <summary>Chooses an address; nothing listens there yet.</summary>
    public Relay(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        Address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
    }

    public Uri Address { get; }

    /// <summary>Takes connections: passes on what comes, or takes it and says nothing.</summary>
    /// <param name="hangs">Takes everything, and passes nothing on.</param>
    /// <param name="losesAnswers">Passes on what is sent, and nothing of what is answered.</param>
    public void Listen(bool hangs = false, bool losesAnswers = false)
    {
        Stop();
        (_hangs, _losesAnswers) = (hangs, losesAnswers);
        _listener = new TcpListener(IPAddress.Loopback, Address.Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Ends all connections in the middle of what they do, and takes no more.</summary>
    public void Stop()
    {
        _listener?.Stop();
        _listener = null;
        lock (_open)
        {
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return default;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                Keep(client);
                if (_hangs) continue;
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Keep(server);
                await server.ConnectAsync(_server);
                _ = CopyAsync(client, server);
                _ = CopyAsync(server, client, isLost: _losesAnswers);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private void Keep(Socket socket)
    {
        lock (_open) _open.Add(socket);
    }

    private static async Task CopyAsync(Socket from, Socket to, bool isLost = false)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var length and > 0)
                if (!isLost) await to.SendAsync(buffer.AsMemory(0, length));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end is gone; the other follows.
        }
        to.Dispose();
    }
}
