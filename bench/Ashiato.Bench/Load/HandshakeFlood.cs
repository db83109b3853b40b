using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Ashiato.Bench.Load;

/// <summary>Clients whose handshakes fail, from many addresses of the loopback: half are too old, half leave when they see the certificate.</summary>
/// <param name="server">Whom they dial.</param>
/// <param name="perSecond">How many a second.</param>
/// <param name="addresses">From how many addresses.</param>
internal sealed class HandshakeFlood(Uri server, int perSecond, int addresses)
{
    // Enough to be on the way at once that a slow answer does not lower the rate.
    private const int Clients = 64;

    private long _failed;

    /// <summary>Handshakes that were begun and failed so far.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Dials until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        byte[][] hellos = [await HelloAsync(SslProtocols.Tls13), OldHello()];
        long began = Stopwatch.GetTimestamp(), next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(DialAsync, CancellationToken.None)));

        async Task DialAsync()
        {
            byte[] answer = new byte[1];
            while (!cancel.IsCancellationRequested)
            {
                long number = Interlocked.Increment(ref next);
                var wait = TimeSpan.FromSeconds((double)number / perSecond) - Stopwatch.GetElapsedTime(began);
                if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await FailAsync(hellos[number % hellos.Length], Address(number % addresses), answer, cancel);
            }
        }
    }

    private async Task FailAsync(byte[] hello, IPAddress from, byte[] answer, CancellationToken cancel)
    {
        // Reset rather than closed, for else the ports of a minute would not suffice.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancel);
            await socket.SendAsync(hello, cancel);
            await socket.ReceiveAsync(answer, cancel);
        }
        catch (SocketException)
        {
            // Turned away: that is a failure, too.
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Interlocked.Increment(ref _failed);
    }

    private static IPAddress Address(long number) => new([127, 9, (byte)(number / 250), (byte)(1 + (number % 250))]);

    /// <summary>What a real client says first.</summary>
    private static async Task<byte[]> HelloAsync(SslProtocols version)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptSocketAsync();
        await using var stream = new SslStream(client.GetStream());
        var handshake = stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = version });
        byte[] bytes = new byte[16 * 1024];
        int length = await accepted.ReceiveAsync(bytes);
        accepted.Close();
        await handshake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return bytes[..length];
    }

    /// <summary>What a client says that speaks TLS 1.0 and nothing newer. Source: RFC 2246, 7.4.1.2.</summary>
    private static byte[] OldHello()
    {
        const byte Handshake = 22, ClientHello = 1;
        byte[] body = [3, 1, .. new byte[32], 0, 0, 2, 0, 0x2F, 1, 0];
        return [Handshake, 3, 1, 0, (byte)(body.Length + 4), ClientHello, 0, 0, (byte)body.Length, .. body];
    }
}
