using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Pods;

/// <summary>Looks over the network.</summary>
/// <param name="identify">The certificate that is shown to an object's pods; <see langword="null"/> for none.</param>
internal sealed class HttpPodProbe(Func<StackObject, X509Certificate2?> identify) : IPodProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public async Task<PodSight?> LookAsync(StackObject item, string address, int port, string expected, string? token, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_patience);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address, port, limit.Token);
            // Whatever is shown is looked at, and compared before anything is said. A refusal here would count among those of agents.
#pragma warning disable CA5359
            await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            string name = $"{item.HttpService}.{item.Namespace}.svc";
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, ClientCertificates = identify(item) is { } own ? [own] : null }, limit.Token);
            bool isExpected = tls.RemoteCertificate is { } shown && Convert.ToHexString(SHA256.HashData(shown.GetRawCertData())) == expected;
            return new PodSight(isExpected, await AskAsync(tls, name, isExpected ? token : null, limit.Token));
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or HttpRequestException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>A request is always made: a connection without one would look like a client in trouble.</summary>
    private static async Task<JsonObject?> AskAsync(SslStream tls, string name, string? token, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(tls) };
        using var http = new HttpMessageInvoker(handler);
        // The stream is encrypted already.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{name}{(token is null ? "/healthz" : "/-/diagnostics")}"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, cancel);
        return token is not null && answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel)) as JsonObject : null;
    }
}
