using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Ashiato.Kube.TestServer.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>Carries connections of <c>kubectl port-forward</c> to a pod.</summary>
internal static class PortForward
{
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    // RFC 6455, 1.3.
    private const string HandshakeSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static async Task AnswerAsync(HttpContext context, string address)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || context.Request.Headers.SecWebSocketProtocol.ToString() != Tunnel) throw ApiError.NotImitated("port forwarding without WebSockets");
        // By hand: ASP.NET Core takes no protocol with a slash in its name.
        string key = context.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // The protocol's own digest; nothing is kept secret by it.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeSuffix)));
#pragma warning restore CA5350
        context.Response.Headers.SecWebSocketProtocol = Tunnel;
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        await using var stream = await upgrade.UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        await new SpdyConnection(new WebSocketBytes(socket), address).RunAsync(context.RequestAborted);
    }
}
