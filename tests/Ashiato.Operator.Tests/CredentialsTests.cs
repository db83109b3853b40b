using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Tests;
using Ashiato.Operator.Certificates;
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
                try
                {
                    if (await AskAsync() is var asked && asked != HttpStatusCode.OK) refused.Enqueue($"the console answered {asked}");
                    if (await SendAsync(agents, server, token) is var sent && sent != HttpStatusCode.Accepted) refused.Enqueue($"the server answered {sent}");
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !Cancel.IsCancellationRequested)
                {
                    // On a busy machine a pod may not be ready for a while. That is no refusal: nobody answered.
                }
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
            string path = key.Replace(".", "\\.", StringComparison.Ordinal), old = await Eventually.GetAsync(secret, () => TrySecretAsync(secret, path), Cancel);
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

    [Fact]
    public async Task Who_must_show_a_certificate_is_refused_without_one_and_those_that_belong_together_show_theirs()
    {
        await using var cluster = await AnyCluster.StartAsync(new TestClusterOptions { RunsPods = true, Images = [Program()] }, cleansUp: true);
        using var folder = new TemporaryFolder();
        var kubectl = cluster.Kubectl;
        await kubectl.RunAsync($"apply -f {await AllInOneAsync(cluster, folder)}");
        var maker = new CertificateMaker(new CertificateTerms { Keys = KeyKind.EcdsaP256 }, TimeProvider.System);
        var authority = maker.Authority("team", "team");
        string ca = await WriteAsync("team-ca.crt", authority.Certificate), known = await ClientAsync("known", authority), stranger = await ClientAsync("stranger", maker.Authority("other", "other"));
        await kubectl.RunAsync($"create secret generic team --from-file=ca.crt={ca}");
        await kubectl.RunAsync("apply -f -", Asking(Story(cluster, isCurrent: true)));
        await WaitAsync(cluster, "wait --for=condition=Ready elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await WaitAsync(cluster, "wait --for=condition=ClientCertificatesReady elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await WaitAsync(cluster, "wait --for=condition=CertificatesReady kibana/mykibana apmserver/myapm-server");
        await WaitAsync(cluster, "wait --for=condition=AgentTrafficHealthy apmserver/myapm-server");
        string password = Decode(await kubectl.RunAsync("get secret myes-es-elastic-user -o=jsonpath='{.data.elastic}'"));
        string token = Decode(await kubectl.RunAsync("get secret myapm-server-apm-token -o=jsonpath='{.data.secret-token}'"));
        string console = await AddressAsync("mykibana-kb-http"), server = await AddressAsync("myapm-server-apm-http");
        string pods = await PodsAsync();
        await AssertAllAsync();

        // A console's certificate that is lost, and another authority of people, take no restart.
        string before = await kubectl.RunAsync("get secret mykibana-kb-es-client-cert -o=jsonpath='{.data.tls\\.crt}'");
        await kubectl.RunAsync("delete secret mykibana-kb-es-client-cert");
        await Eventually.GetAsync("Another certificate", async () => await kubectl.TryAsync("get secret mykibana-kb-es-client-cert -o=jsonpath='{.data.tls\\.crt}'") is (0, { Length: > 0 } text, _) && text.Trim() != before.Trim() ? "" : null, Cancel);
        await kubectl.RunAsync("delete secret team");
        await WaitAsync(cluster, "wait --for=condition=ClientCertificatesReady=false elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await Eventually.GetAsync("The end of who was known", async () => await CurlAsync(console, "mykibana-kb", known, $"-u elastic:{password}", "/api/services") is "000" ? "" : null, Cancel);
        await kubectl.RunAsync($"create secret generic team --from-file=ca.crt={ca}");
        await WaitAsync(cluster, "wait --for=condition=ClientCertificatesReady elasticsearch/myes kibana/mykibana apmserver/myapm-server");
        await Eventually.GetAsync("Who is known again", async () => await CurlAsync(console, "mykibana-kb", known, $"-u elastic:{password}", "/api/services") is "200" ? "" : null, Cancel);
        await Eventually.GetAsync("Who is known to the server again", async () => await CurlAsync(server, "myapm-server-apm", known, "", "/") is "200" ? "" : null, Cancel);
        await Eventually.GetAsync("Who is known to the store again", async () => await StoreAsync(known) is "200" ? "" : null, Cancel);
        Assert.Equal(pods, await PodsAsync());
        await AssertAllAsync();

        async Task AssertAllAsync()
        {
            // The console asks its store with its own certificate, and the server appends with its own.
            Assert.Equal(("200", "403", "000", "200"), (
                await CurlAsync(console, "mykibana-kb", known, $"-u elastic:{password}", "/api/services"), await CurlAsync(console, "mykibana-kb", "", $"-u elastic:{password}", "/api/services"),
                await CurlAsync(console, "mykibana-kb", stranger, $"-u elastic:{password}", "/api/services"), await CurlAsync(console, "mykibana-kb", "", "", "/readyz")));
            string header = await WriteAsync("header", $"Authorization: Bearer {token}"), events = await WriteAsync("events", """
                {"metadata":{"service":{"name":"teller","agent":{"name":"nodejs","version":"4.0.0"}}}}
                {"transaction":{"id":"00f067aa0ba902b7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","type":"request","duration":1,"span_count":{"started":0}}}

                """);
            string send = $"-H @{header} -H Content-Type:application/x-ndjson --data-binary @{events}";
            Assert.Equal(("202", "403", "000"), (await CurlAsync(server, "myapm-server-apm", known, send, "/intake/v2/events"), await CurlAsync(server, "myapm-server-apm", "", send, "/intake/v2/events"), await CurlAsync(server, "myapm-server-apm", stranger, send, "/intake/v2/events")));
            Assert.Equal(("200", "403", "000"), (await StoreAsync(known), await StoreAsync(""), await StoreAsync(stranger)));
        }

        async Task<string> StoreAsync(string client)
        {
            int port = FreePort();
            await using var forward = kubectl.Start($"port-forward service/myes-es-http {port}:9200");
            await forward.WaitForLineAsync(line => line.StartsWith("Forwarding from", StringComparison.Ordinal));
            return await CurlAsync($"localhost:{port}", "myes-es", client, $"-u elastic:{password}", "/");
        }

        // Asks with curl, the certificate verified; 000 when there was no connection.
        async Task<string> CurlAsync(string address, string owner, string client, string arguments, string path)
        {
            string trusted = await WriteAsync($"{owner}.crt", Decode(await kubectl.RunAsync($"get secret {owner}-http-certs-public -o=jsonpath='{{.data.ca\\.crt}}'")));
            string shown = client.Length == 0 ? "" : $"--cert {client}.crt --key {client}.key ";
            string[] words = $"-sS -o /dev/null -w %{{http_code}} --cacert {trusted} {shown}{arguments} https://{address}{path}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await using var curl = ChildProcess.Start(Tool.Require("curl", "curl"), words);
            await curl.WaitForExitAsync();
            return curl.Output.Trim();
        }

        async Task<string> ClientAsync(string name, KeyPair signer)
        {
            using var signing = signer.Load()!;
            var pair = maker.Leaf(signing, name, name, [name], null);
            await WriteAsync($"{name}.crt", pair.Certificate);
            string key = await WriteAsync($"{name}.key", pair.Key);
            return key[..^4];
        }

        async Task<string> WriteAsync(string name, string text)
        {
            string file = Path.Combine(folder.Path, name);
            await File.WriteAllTextAsync(file, text, Cancel);
            return file;
        }

        Task<string> AddressAsync(string service) => kubectl.RunAsync($"get service {service} -o=jsonpath='{{.status.loadBalancer.ingress[0].ip}}:{{.spec.ports[0].port}}'");

        Task<string> PodsAsync() => kubectl.RunAsync("get pods -l common.k8s.elastic.co/type -o jsonpath='{.items[*].metadata.uid}'");
    }

    /// <summary>The story's objects, each of which asks clients for a certificate, also of the team's.</summary>
    private static string Asking(string objects) => string.Join("---", objects.Split("---").Select(item =>
        (item.Contains("  http:\n", StringComparison.Ordinal) ? item.Replace("  http:\n", "  http:\n    tls: {client: {authentication: true}}\n", StringComparison.Ordinal) : item.Replace("spec:\n  version", "spec:\n  http: {tls: {client: {authentication: true}}}\n  version", StringComparison.Ordinal))
            .Replace("metadata:\n  name: my", "metadata:\n  annotations: {ashiato.dev/client-authorities: team}\n  name: my", StringComparison.Ordinal)));
}
