using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>Carries connections of <c>kubectl port-forward</c> to a pod.</summary>
internal static class PortForward
{
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    public static async Task AnswerAsync(HttpContext context, string address)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(Tunnel)) throw ApiError.NotImitated("port forwarding without WebSockets");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Tunnel);
        await new SpdyConnection(new WebSocketBytes(socket), address).RunAsync(context.RequestAborted);
    }
}
