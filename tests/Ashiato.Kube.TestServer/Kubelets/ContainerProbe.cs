using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Network;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>Asks a container whether it is ready. Any certificate will do, as for the real kubelet.</summary>
internal static class ContainerProbe
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task<bool> AskAsync(JsonObject pod, JsonObject probe, string address, CancellationToken cancel)
    {
        try
        {
            if (probe.ObjectAt("httpGet") is { } get)
            {
                var url = new Uri($"{get.Text("scheme")!.ToLowerInvariant()}://{address}:{ServiceAddresses.PortOf(pod, get["port"])}{get.Text("path")}");
                using var answer = await s_http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancel);
                return (int)answer.StatusCode is >= 200 and < 400;
            }
            if (probe.ObjectAt("tcpSocket") is { } socket)
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address, ServiceAddresses.PortOf(pod, socket["port"]) ?? 0, cancel);
                return true;
            }
            throw ApiError.NotImitated($"the probe {probe.ToJsonString()}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }
}
