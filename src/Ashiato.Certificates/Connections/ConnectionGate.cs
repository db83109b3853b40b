using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Certificates.Connections;

/// <summary>The door of a port: encrypts connections where that is asked, and tells a witness of those that come to nothing, and why.</summary>
/// <remarks>
/// Kestrel's own TLS would do the first and hide the second: what a client says when it gives up reaches nobody there. A client that speaks
/// without TLS where TLS is spoken gets an answer in its own protocol.
/// </remarks>
/// <param name="next">What reads requests.</param>
/// <param name="certificates">What connections are given; <see langword="null"/> for a port without TLS.</param>
/// <param name="witness">Who is told; <see langword="null"/> for nobody.</param>
/// <param name="shed">Turns those away who fail and fail.</param>
/// <param name="speaksHttp2InClear">True when <paramref name="next"/> speaks HTTP/2 without TLS, too.</param>
/// <param name="time">The clock.</param>
/// <param name="clients">By what clients are recognised that show a certificate; <see langword="null"/> asks them for none.</param>
internal sealed class ConnectionGate(ConnectionDelegate next, IServerCertificates? certificates, IConnectionWitness? witness, HandshakeBudget shed, bool speaksHttp2InClear, TimeProvider time, FollowedFiles<TrustedAuthorities>? clients = null)
{
    private const int MaxHeadBytes = 8 * 1024;
    private const int MaxHelloBytes = 16 * 1024;

    /// <summary>A connection on which nothing comes costs memory, so it ends.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan s_handshakeWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_prefaceWithin = TimeSpan.FromSeconds(5);

    /// <summary>A client that leaves so soon after the handshake has looked at the certificate; one that leaves later has waited for something else.</summary>
    private static readonly TimeSpan s_looksAtCertificateWithin = TimeSpan.FromSeconds(2);

    /// <summary>A connection of HTTP/2 may be used for months, and shows a certificate of as long ago. HTTP/1.1 has no way to end one without losing a request now and then.</summary>
    private static readonly TimeSpan s_http2LastsFor = TimeSpan.FromHours(1);

    private static readonly byte[] s_protocolVersionAlert = [21, 3, 1, 0, 2, 2, 70];

    /// <summary>Lets a connection in.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (certificates is not null && !shed.Admits(ClientOf(connection)))
        {
            witness?.Saw(Found(connection, ConnectionTrouble.TlsHandshake) with { Detail = "one of very many; not looked at" });
            connection.Abort();
            return;
        }
        byte[]? start = await PeekAsync(connection, static bytes => !ClientHello.IsTls(bytes) || (ClientHello.LengthOf(bytes) is > 0 and var length && bytes.Length >= length), MaxHelloBytes, s_silence);
        if (start is null or []) witness?.Saw(Found(connection, ConnectionTrouble.Silent));
        else if (!ClientHello.IsTls(start)) await PlainAsync(connection, start);
        else if (certificates is null) await RefuseTlsAsync(connection, start);
        else await EncryptAsync(connection, start, certificates);
    }

    private async Task PlainAsync(ConnectionContext connection, byte[] start)
    {
        if (certificates is null)
        {
            await LookForHttp2Async(connection, speaksHttp2InClear);
            await next(connection);
            return;
        }
        byte[] head = await PeekAsync(connection, static bytes => PlainAnswer.IsHead(bytes), MaxHeadBytes, s_handshakeWithin) ?? start;
        var (answer, protocol, line, userAgent) = PlainAnswer.To(head);
        witness?.Saw(Found(connection, ConnectionTrouble.PlainHttpOnTlsPort) with { Protocol = protocol, Detail = line, UserAgent = userAgent });
        await SayAsync(connection, answer);
    }

    /// <summary>Looks whether a connection that begins HTTP/2 begins it as it must.</summary>
    private async Task LookForHttp2Async(ConnectionContext connection, bool isSpoken)
    {
        byte[]? start = await PeekAsync(connection, Http2Start.Tells, Http2Start.Length, s_prefaceWithin);
        if (start is [] || (start is not null && !Http2Start.MayBegin(start))) return;
        if (start is null) witness?.Saw(Found(connection, ConnectionTrouble.Http2Preface) with { Protocol = "HTTP/2", Detail = $"the preface was not complete within {s_prefaceWithin.TotalSeconds:0} s" });
        else if (!isSpoken) witness?.Saw(Found(connection, ConnectionTrouble.Http2NotSpoken) with { Protocol = "HTTP/2", Detail = "HTTP/2 without TLS, as OTLP over gRPC begins" });
        else if (Http2Start.WrongWith(start) is { } wrong) witness?.Saw(Found(connection, ConnectionTrouble.Http2Preface) with { Protocol = "HTTP/2", Detail = wrong });
    }

    /// <summary>The answer of a server without TLS, as clients know it: they say "wrong version number" or "not look like a TLS handshake" then.</summary>
    private async Task RefuseTlsAsync(ConnectionContext connection, byte[] start)
    {
        var finding = Found(connection, ConnectionTrouble.TlsOnPlainPort) with { Protocol = "TLS" };
        if (ClientHello.TryRead(start, out var hello)) finding = finding with { Protocol = ClientHello.NameOf(hello.HighestVersion), Dialled = DialledBy(hello.ServerName, connection) };
        witness?.Saw(finding);
        await SayAsync(connection, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 54\r\nConnection: close\r\n\r\nThis port speaks no TLS. Write http:// in server URLs.\n"u8.ToArray());
    }

    private async Task EncryptAsync(ConnectionContext connection, byte[] start, IServerCertificates certificates)
    {
        bool isRead = ClientHello.TryRead(start, out var hello);
        if (isRead && hello.HighestVersion < ClientHello.Tls12)
        {
            Failed(Found(connection, ConnectionTrouble.TlsVersion) with
            {
                Protocol = ClientHello.NameOf(hello.HighestVersion),
                Dialled = DialledBy(hello.ServerName, connection),
                Detail = $"the client speaks no more than {ClientHello.NameOf(hello.HighestVersion)}",
            });
            await SayAsync(connection, s_protocolVersionAlert);
            return;
        }
        var transport = connection.Transport;
        var wire = new DuplexStream(transport);
        var stream = new SslStream(wire, leaveInnerStreamOpen: true);
        await using (stream.ConfigureAwait(false))
        {
            if (await HandshakeAsync(connection, stream, wire, hello, certificates) is not { } served) return;
            var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool;
            var input = PipeReader.Create(stream, new StreamPipeReaderOptions(pool, leaveOpen: true, useZeroByteReads: true));
            var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));
            connection.Transport = new DuplexPipe(input, output);
            try
            {
                if (await IsRequestComingAsync(connection, hello.ServerName, stream, served))
                {
                    bool isHttp2 = stream.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
                    if (isHttp2) await LookForHttp2Async(connection, isSpoken: true);
                    await using var end = isHttp2 ? EndLater(connection) : null;
                    await next(connection);
                }
            }
            finally
            {
                await input.CompleteAsync();
                await output.CompleteAsync();
                connection.Transport = transport;
            }
        }
    }

    /// <summary>Asks the client to connect anew, in its time (GOAWAY): requests under way end well, and the next connection shows the certificate of then.</summary>
    private ITimer? EndLater(ConnectionContext connection) => connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime
        ? time.CreateTimer(static state => ((IConnectionLifetimeNotificationFeature)state!).RequestClose(), lifetime, s_http2LastsFor, Timeout.InfiniteTimeSpan)
        : null;

    /// <returns>What the client was given; <see langword="null"/> when the handshake failed.</returns>
    private async Task<ServedCertificate?> HandshakeAsync(ConnectionContext connection, SslStream stream, DuplexStream wire, ClientHello hello, IServerCertificates certificates)
    {
        ServedCertificate? served = null;
        // Not ended by the end of the connection: what a client said before it left, an alert perhaps, is still there to be read, and behind it is the end.
        using var late = new CancellationTokenSource(s_handshakeWithin, time);
        try
        {
            served = await certificates.ForAsync(hello.ServerName ?? "", LocalOf(connection), late.Token);
            await stream.AuthenticateAsServerAsync(TlsSettings.For(served, clients), late.Token);
            var features = new TlsFeatures(stream, hello.ServerName ?? "");
            connection.Features.Set<ITlsConnectionFeature>(features);
            connection.Features.Set<ITlsHandshakeFeature>(features);
            NegotiatedProtocol.Set(connection.Features, stream.NegotiatedApplicationProtocol.Protocol);
            return served;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            string? dialled = DialledBy(hello.ServerName, connection);
            var (trouble, detail, isSaid) = HandshakeFailure.Read(e, hasSeenCertificate: wire.HasWritten, isNamed: dialled is null || served?.Names.Covers(dialled) != false);
            if (late.IsCancellationRequested) (detail, isSaid) = ($"not ended within {s_handshakeWithin.TotalSeconds:0} s", false);
            Failed(Found(connection, trouble) with { Protocol = ClientHello.NameOf(hello.HighestVersion), Dialled = dialled, Detail = detail, IsSaid = isSaid });
            return null;
        }
    }

    /// <summary>Waits for the first byte of a request.</summary>
    /// <remarks>Clients that check certificates themselves, as Node.js does, and names, as curl does, say nothing when they do not like one: they leave after the handshake.</remarks>
    private async Task<bool> IsRequestComingAsync(ConnectionContext connection, string? serverName, SslStream stream, ServedCertificate served)
    {
        long since = time.GetTimestamp();
        byte[]? start;
        try
        {
            start = await PeekAsync(connection, static _ => true, 1, s_silence);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            start = [];
        }
        if (start is { Length: > 0 })
        {
            shed.Succeeded(ClientOf(connection));
            return true;
        }
        string? dialled = DialledBy(serverName, connection);
        var found = Found(connection, ConnectionTrouble.Silent) with { Protocol = ProtocolOf(stream), Dialled = dialled };
        if (start is null || time.GetElapsedTime(since) > s_looksAtCertificateWithin)
        {
            witness?.Saw(found);
            return false;
        }
        bool isNamed = dialled is null || served.Names.Covers(dialled);
        Failed(found with { Trouble = isNamed ? ConnectionTrouble.UnknownAuthority : ConnectionTrouble.NameNotInCertificate, Detail = "closed right after the handshake" });
        return false;
    }

    private void Failed(ConnectionFinding finding)
    {
        shed.Failed(finding.Client);
        witness?.Saw(finding);
    }

    private async ValueTask<byte[]?> PeekAsync(ConnectionContext connection, Func<byte[], bool> isEnough, int most, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience, time);
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            return await FirstBytes.PeekAsync(connection.Transport.Input, isEnough, most, ending.Token);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            return [];
        }
    }

    private static async Task SayAsync(ConnectionContext connection, byte[] bytes)
    {
        try
        {
            await connection.Transport.Output.WriteAsync(bytes);
            // Closed with something unread, the connection would be reset and the answer lost on its way.
            connection.Transport.Input.TryRead(out var read);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            // Nobody is there any more to hear it.
        }
    }

    private static ConnectionFinding Found(ConnectionContext connection, ConnectionTrouble trouble) =>
        new(trouble, ClientOf(connection), (connection.LocalEndPoint as IPEndPoint)?.Port ?? 0, Dialled: LocalOf(connection)?.ToString());

    private static IPAddress? ClientOf(ConnectionContext connection) => Plain((connection.RemoteEndPoint as IPEndPoint)?.Address);

    private static IPAddress? LocalOf(ConnectionContext connection) => Plain((connection.LocalEndPoint as IPEndPoint)?.Address);

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private static string? DialledBy(string? serverName, ConnectionContext connection) =>
        string.IsNullOrEmpty(serverName) ? LocalOf(connection)?.ToString() : serverName;

    private static string ProtocolOf(SslStream stream) => stream.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2";

    /// <summary>Two pipes.</summary>
    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
