using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Tests;
using Ashiato.Tests;
using Ashiato.Tests.EndToEnd;
using static Ashiato.Operator.Tests.StoryParts;

namespace Ashiato.Operator.Tests;

/// <summary>Credentials that are replaced under real roles while these work, with the real kubectl.</summary>
public sealed class CredentialsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_credentials_of_store_console_and_server_restart_no_pod_and_refuse_no_request()
    {
        await using var cluster = await AnyCluster.StartAsync(new TestClusterOptions { RunsPods = true, Images = [Program()] }, cleansUp: true);
        using var folder = new TemporaryFolder();
        var kubectl = cluster.Kubectl;
        await kubectl.RunAsync($"apply -f {await AllInOneAsync(cluster, folder)}");
        await kubectl.RunAsync("apply -f -", Story(cluster));
        await WaitAsync(cluster, "wait --for=condition=Ready elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await WaitAsync(cluster, "wait --for=condition=CertificatesReady kibana/mykibana apmserver/myapm-server");
        string password = await SecretAsync("myes-es-elastic-user", "elastic"), token = await SecretAsync("myapm-server-apm-token", "secret-token");
        string console = await AddressAsync("mykibana-kb-http"), server = await AddressAsync("myapm-server-apm-http");
        using var people = Trusting(await SecretAsync("mykibana-kb-http-certs-public", "ca\\.crt"));
        people.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{password}")));
        using var agents = Trusting(await SecretAsync("myapm-server-apm-http-certs-public", "ca\\.crt"));
        await Eventually.GetAsync("The first answers", async () => (await AskAsync(), await SendAsync(agents, server, token)) == (HttpStatusCode.OK, HttpStatusCode.Accepted) ? "" : null, Cancel);
        string pods = await PodsAsync();

        // People and agents go on all the time.
        var refused = new ConcurrentQueue<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var working = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                if (await AskAsync() is var asked && asked != HttpStatusCode.OK) refused.Enqueue($"the console answered {asked}");
                if (await SendAsync(agents, server, token) is var sent && sent != HttpStatusCode.Accepted) refused.Enqueue($"the server answered {sent}");
                await Task.Delay(100, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }, Cancel);
        // One is deleted, one is chosen by somebody, and one is changed twice in a row.
        string ns = cluster.Namespace;
        await ReplaceAsync("myes-es-internal-users", "elastic-internal", "delete secret myes-es-internal-users");
        await ReplaceAsync("mykibana-kibana-user", $"{ns}-mykibana-kibana-user", $"patch secret mykibana-kibana-user --type=merge --patch={{\"stringData\":{{\"{ns}-mykibana-kibana-user\":\"chosen-by-somebody-1234\"}}}}");
        await kubectl.RunAsync("delete secret myapm-server-elastic-internal-apm");
        await ReplaceAsync("myapm-server-elastic-internal-apm", $"{ns}-myapm-server-apm-user", "delete secret myapm-server-elastic-internal-apm");
        await end.CancelAsync();
        await working;
        Assert.True(refused.IsEmpty, $"{string.Join("; ", refused.Distinct())}\n{await cluster.PodLogsAsync()}");
        Assert.Equal(pods, await PodsAsync());
        await WaitAsync(cluster, "wait --for=condition=Ready elasticsearch/myes kibana/mykibana apmserver/myapm-server");

        async Task ReplaceAsync(string secret, string key, string command)
        {
            string path = key.Replace(".", "\\.", StringComparison.Ordinal), old = await SecretAsync(secret, path);
            await kubectl.RunAsync(command);
            string changed = await Eventually.GetAsync($"Another {secret}", async () => await TrySecretAsync(secret, path) is { } now && now != old ? now : null, Cancel);
            // Once what pods show is the new one, they are left to themselves until they surely show it.
            string[] configs = (await kubectl.RunAsync("get secret -o name")).Split('\n').Where(name => name.EndsWith("-config", StringComparison.Ordinal)).ToArray();
            await Eventually.GetAsync($"{secret} in use", async () =>
            {
                foreach (string config in configs)
                    if (Encoding.UTF8.GetString(Convert.FromBase64String((await kubectl.RunAsync($"get {config} -o=jsonpath='{{.data.*}}'")).Trim())).Contains($"\"{changed}\"", StringComparison.Ordinal)) return "";
                return null;
            }, Cancel);
        }

        async Task<string> SecretAsync(string name, string key) => Decode(await kubectl.RunAsync($"get secret {name} -o=jsonpath='{{.data.{key}}}'"));

        async Task<string?> TrySecretAsync(string name, string key) => await kubectl.TryAsync($"get secret {name} -o=jsonpath='{{.data.{key}}}'") is (0, { Length: > 0 } text, _) ? Decode(text) : null;

        Task<string> AddressAsync(string service) => kubectl.RunAsync($"get service {service} -o=jsonpath='{{.status.loadBalancer.ingress[0].ip}}:{{.spec.ports[0].port}}'");

        Task<string> PodsAsync() => kubectl.RunAsync("get pods -l common.k8s.elastic.co/type -o jsonpath='{.items[*].metadata.uid}'");

        async Task<HttpStatusCode> AskAsync()
        {
            using var answer = await people.GetAsync(new Uri($"https://{console}/api/services"), Cancel);
            return answer.StatusCode;
        }
    }
}
