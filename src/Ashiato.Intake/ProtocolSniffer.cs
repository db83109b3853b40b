using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ashiato.Intake;

/// <summary>Lets HTTP/1.1 and HTTP/2 share a cleartext port: a connection that opens with HTTP/2's preface is HTTP/2.</summary>
/// <remarks>
/// Kestrel itself treats every cleartext connection of such a port as HTTP/1.1 before .NET 11, although it asks a feature of the
/// connection first which protocol was chosen. That feature is what this sets; its type is internal to Kestrel. Nothing is consumed
/// and no byte is copied, so limits, addresses and speed are Kestrel's own. TLS connections pass untouched: ALPN decides there.
/// Source: RFC 9113, 3.4 "HTTP/2 Connection Preface".
/// </remarks>
internal sealed class ProtocolSniffer(ConnectionDelegate next, TimeSpan patience, TimeProvider time)
{
    private static readonly Type s_feature = Type.GetType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature, Microsoft.AspNetCore.Server.Kestrel.Core", throwOnError: true)!;
    private static readonly object s_http2 = Choice(HttpProtocols.Http2);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Looks at the first bytes of a connection, and hands it on.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        using (var late = new CancellationTokenSource(patience, time))
        {
            var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.ConnectionClosed, stopping);
            if (await BeginsWithPrefaceAsync(connection, ending.Token) is not { } isHttp2) return;
            if (isHttp2) connection.Features[s_feature] = s_http2;
        }
        await next(connection);
    }

    /// <summary>Waits for as many bytes as are needed to tell.</summary>
    /// <returns><see langword="null"/> when the connection ends before, or nothing comes.</returns>
    private static async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection, CancellationToken ending)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(ending);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                return null;
            }
            var buffer = read.Buffer;
            bool? isHttp2 = Compare(buffer);
            // What was seen is left for the protocol that reads next; until that is known, only more bytes are worth waking up for.
            input.AdvanceTo(buffer.Start, isHttp2 is null ? buffer.End : buffer.Start);
            if (isHttp2 is not null) return isHttp2;
            if (read.IsCompleted) return buffer.IsEmpty ? null : false;
        }
    }

    private static bool? Compare(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        int length = (int)Math.Min(start.Length, buffer.Length);
        buffer.Slice(0, length).CopyTo(start);
        if (!Preface.StartsWith(start[..length])) return false;
        return length == start.Length ? true : null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature, Microsoft.AspNetCore.Server.Kestrel.Core")]
    private static extern object Choice(HttpProtocols protocols);
}
