using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ashiato.Kube.TestServer.Network;

/// <summary>A proxy for <c>CONNECT</c> that knows the names of the cluster's services: pods find each other by it, since there is no DNS.</summary>
/// <remarks>Names stay names up to the far end, so that certificates are checked for them as they would be in a cluster.</remarks>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ServiceAddresses _services;
    private readonly CancellationTokenSource _stop = new();

    public ConnectProxy(ServiceAddresses services)
    {
        _services = services;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                string[] request = (await ReadHeadAsync(stream)).Split(' ');
                if (request is not ["CONNECT", var authority, ..]) return;
                int colon = authority.LastIndexOf(':');
                string host = authority[..colon];
                int port = int.Parse(authority[(colon + 1)..], CultureInfo.InvariantCulture);
                var target = IPAddress.TryParse(host, out _) ? (host, port) : _services.ResolveName(host, port);
                if (target is not { } to)
                {
                    await stream.WriteAsync("HTTP/1.1 503 Service Unavailable\r\n\r\n"u8.ToArray(), _stop.Token);
                    return;
                }
                using var other = new TcpClient();
                await other.ConnectAsync(to.Item1, to.Item2, _stop.Token);
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
                await TcpForwarder.CarryAsync(stream, other.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or FormatException)
            {
                // Either side has gone; the other sees it.
            }
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        // Byte by byte, so that nothing of what follows is taken.
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1) head.Append((char)one[0]);
        return head.ToString();
    }
}
