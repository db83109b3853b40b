using System.Net;
using System.Text;
using Ashiato.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ashiato.Intake.Elastic;

/// <summary>Who sent a request: what of it is kept with the events.</summary>
/// <param name="Client">Whose request it is: the peer, or for whom a proxy says that it asks.</param>
/// <param name="Peer">The other end of the connection, when a proxy asks for somebody else.</param>
/// <param name="UserAgent">What the sender calls itself.</param>
internal sealed record Sender(ClientAddress Client, IPAddress? Peer, string UserAgent)
{
    /// <summary>The sender of a request; <see langword="null"/> on a connection without addresses.</summary>
    public static Sender? Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        string userAgent = string.Join(", ", headers.UserAgent.AsEnumerable());
        var peer = context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
        if (ClientAddress.TryFromHeaders(Bytes(headers["Forwarded"]), Bytes(headers["X-Real-IP"]), Bytes(headers["X-Forwarded-For"]), out var client))
            return new Sender(client, peer, userAgent);
        return peer is null ? null : new Sender(new ClientAddress(peer, context.Connection.RemotePort), null, userAgent);
    }

    /// <summary>Gives the events of an application on a server the address of its host.</summary>
    public void SetAsHost(EventBatchBuilder builder) => builder.Set(Fields.HostIp, Client.Text());

    /// <summary>Gives the events of a page the address and the browser of its reader.</summary>
    public void SetAsReader(EventBatchBuilder builder)
    {
        if (UserAgent.Length > 0) builder.Set(Fields.UserAgentOriginal, UserAgent);
        builder.Set(Fields.ClientIp, Client.Text());
        builder.Set(Fields.SourceIp, Client.Text());
        if (Client.Port != 0) builder.Set(Fields.SourcePort, (long)Client.Port);
        if (Peer is not null) builder.Set(Fields.SourceNatIp, Peer.ToString());
    }

    private static byte[] Bytes(StringValues values) => values.Count == 0 ? [] : Encoding.UTF8.GetBytes(values[0] ?? "");
}
