using System.Net;
using System.Net.Sockets;

namespace Ashiato.Kube.TestServer.Network;

/// <summary>Listens on an address and carries each connection to where it shall go at that moment.</summary>
internal sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<(string Host, int Port)?> _target;
    private readonly CancellationTokenSource _stop = new();

    public TcpForwarder(IPAddress address, int port, Func<(string Host, int Port)?> target)
    {
        _target = target;
        _listener = new TcpListener(address, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    /// <summary>Carries bytes both ways until either side ends.</summary>
    public static async Task CarryAsync(Stream one, Stream other, CancellationToken cancel)
    {
        var there = one.CopyToAsync(other, cancel);
        var back = other.CopyToAsync(one, cancel);
        await Task.WhenAny(there, back);
        // What is under way the other way may still arrive.
        await Task.WhenAny(Task.WhenAll(there, back), Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        {
            if (_target() is not { } target) return;
            try
            {
                using var other = new TcpClient();
                await other.ConnectAsync(target.Host, target.Port, _stop.Token);
                await CarryAsync(client.GetStream(), other.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either side has gone; the other sees it.
            }
        }
    }
}
