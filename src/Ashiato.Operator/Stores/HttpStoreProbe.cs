using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Stores;

/// <summary>Asks by Elasticsearch's API, at the pod's own address, with its certificate checked for its Service's name.</summary>
/// <param name="identify">The certificate that is shown to a store; <see langword="null"/> for none.</param>
internal sealed class HttpStoreProbe(Func<StackObject, X509Certificate2?> identify) : IStoreProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public Task<string?> AskAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => SendAsync(store, address, authority, token, "/_cluster/health", async answer =>
        answer.IsSuccessStatusCode ? (JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancel)) as JsonObject)?.Text("status") : null, cancel);

    public Task<bool> KnowsAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) =>
        SendAsync(store, address, authority, token, "/store/v1/status", answer => Task.FromResult(answer.IsSuccessStatusCode), cancel);

    private async Task<T?> SendAsync<T>(StackObject store, string address, string? authority, string token, string path, Func<HttpResponseMessage, Task<T?>> read, CancellationToken cancel)
    {
        string name = $"{store.InternalService}.{store.Namespace}.svc";
        try
        {
            using var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = s_patience };
            if (authority is not null)
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPem(authority);
                var known = policy.CustomTrustStore;
                handler.SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = policy,
                    // Somebody's own certificate may come without its authority, and need not name the Service: it is the very one that was put there.
                    RemoteCertificateValidationCallback = (_, shown, _, errors) => errors == SslPolicyErrors.None || (shown is not null && known.Any(one => one.RawDataMemory.Span.SequenceEqual(shown.GetRawCertData()))),
                };
                if (identify(store) is { } shown) handler.SslOptions.ClientCertificates = [shown];
            }
            using var http = new HttpClient(handler) { Timeout = s_patience };
            string host = address.Contains(':') ? $"[{address}]" : address;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{store.Scheme}://{host}:{store.Kind.Port}{path}"));
            request.Headers.Host = name;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, cancel);
            return await read(answer);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or CryptographicException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return default;
        }
    }
}
