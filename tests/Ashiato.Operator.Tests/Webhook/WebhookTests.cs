using Ashiato.Kube.Objects;
using Ashiato.Kube.Tests;
using Ashiato.Operator.Certificates;
using Ashiato.Tests;

namespace Ashiato.Operator.Tests.Webhook;

public sealed class WebhookTests
{
    [Fact]
    public async Task What_is_impossible_is_refused_with_the_reason_before_anything_is_made_and_what_has_no_effect_is_told()
    {
        int port = Ports.Free();
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { HasWebhook = true, ListenHost = "127.0.0.1", WebhookPort = port });
        // The operator runs in this process, not in a pod behind the Service.
        cluster.Cluster.Admission.Resolve = (_, name, _) => name == "elastic-webhook-server" ? ("127.0.0.1", port) : null;
        await OperatorCluster.UntilAsync("The registration", () => cluster.Cluster.Store.All("validatingwebhookconfigurations.admissionregistration.k8s.io").Count == 1);
        using var kubectl = new Kubectl(cluster.Cluster.Url);
        string store = Manifests.Current.Split("---")[0];

        var (code, output, error) = await kubectl.TryAsync("apply -f -", store.Replace("7.2.0", "5.0.0", StringComparison.Ordinal));
        Assert.True(code != 0, $"{output}{cluster.Cluster.Admission.LastTrouble}");
        Assert.Contains("The Elasticsearch \"myes\" is invalid: spec.version: Invalid value: \"5.0.0\"", error, StringComparison.Ordinal);
        Assert.Null(cluster.Find(Resources.StackKind.Elasticsearch.Type, "myes"));
        Assert.Contains("unknown field \"spec.verzion\"", await kubectl.FailAsync("apply -f -", store.Replace("version:", "verzion:", StringComparison.Ordinal)), StringComparison.Ordinal);

        var (_, accepted, warnings) = await kubectl.TryAsync("apply -f -", store);
        Assert.Contains("created", accepted, StringComparison.Ordinal);
        Assert.Contains("Warning: spec.version: 7.2.0 is an old compatibility version", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_somebody_else_makes_is_served_and_trusted()
    {
        int port = Ports.Free();
        using var folder = new TemporaryFolder();
        string first = Write(folder, "ca one");
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { HasWebhook = true, ListenHost = "127.0.0.1", WebhookPort = port, WebhookFolder = folder.Path });
        cluster.Cluster.Admission.Resolve = (_, _, _) => ("127.0.0.1", port);
        await OperatorCluster.UntilAsync("The registration", () => Bundle(cluster) == first);
        // The Secret of the operator's own certificate is not touched.
        Assert.Null(cluster.Cluster.Store.Find("secrets", new ObjectKey("elastic-system", "webhook-server-secret"))!["data"]);
        using var kubectl = new Kubectl(cluster.Cluster.Url);
        Assert.Contains("spec.version: Invalid value", await kubectl.FailAsync("apply -f -", Manifests.Current.Split("---")[0].Replace("7.2.0", "5.0.0", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_somebody_else_registers_the_webhook_the_operator_serves_it_and_writes_nothing()
    {
        int port = Ports.Free();
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { HasWebhook = true, RegistersWebhook = false, ListenHost = "127.0.0.1", WebhookPort = port });
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        Assert.Empty(cluster.Cluster.Store.All("validatingwebhookconfigurations.admissionregistration.k8s.io"));
        Assert.Null(cluster.Cluster.Store.Find("services", new ObjectKey("elastic-system", "elastic-webhook-server")));

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var review = new StringContent("""{"request":{"uid":"1","resource":{"resource":"kibanas"},"object":{"metadata":{"name":"x"},"spec":{"version":"1"}}}}""");
        using var answer = await http.PostAsync(new Uri($"https://127.0.0.1:{port}/validate-kibana-k8s-elastic-co-v1-kibana"), review, TestContext.Current.CancellationToken);
        Assert.Contains("\"allowed\":false", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_stands_by_answers_webhook_and_probes_as_the_one_that_leads()
    {
        int port = Ports.Free(), metrics = Ports.Free();
        await using var cluster = await OperatorCluster.StartAsync(change: options => options with { ElectsLeader = true });
        await OperatorCluster.UntilAsync("The one that leads", () => cluster.Cluster.Store.Find("leases.coordination.k8s.io", new ObjectKey("elastic-system", "elastic-operator-leader")) is not null);
        cluster.StartOperator(options => options with { ElectsLeader = true, HasWebhook = true, ListenHost = "127.0.0.1", WebhookPort = port, MetricsPort = metrics });

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        await OperatorCluster.UntilAsync("Its readiness", async () =>
        {
            try
            {
                using var ready = await http.GetAsync(new Uri($"http://127.0.0.1:{metrics}/readyz"), TestContext.Current.CancellationToken);
                return ready.IsSuccessStatusCode ? "" : $"{ready.StatusCode}";
            }
            catch (HttpRequestException e)
            {
                return e.Message;
            }
        });
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri($"http://127.0.0.1:{metrics}/livez"), TestContext.Current.CancellationToken));
        Assert.Contains("ashiato_operator_reconciles_total{controller=\"elasticsearch-controller\",result=\"success\"} 0", await http.GetStringAsync(new Uri($"http://127.0.0.1:{metrics}/metrics"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var review = new StringContent("""{"request":{"uid":"1","resource":{"resource":"kibanas"},"object":{"metadata":{"name":"x"},"spec":{"version":"1"}}}}""");
        using var answer = await http.PostAsync(new Uri($"https://127.0.0.1:{port}/validate-kibana-k8s-elastic-co-v1-kibana"), review, TestContext.Current.CancellationToken);
        Assert.Contains("\"allowed\":false", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Writes the three files as cert-manager mounts them.</summary>
    private static string Write(TemporaryFolder folder, string name)
    {
        var maker = new CertificateMaker(new CertificateTerms { Keys = KeyKind.EcdsaP256 }, TimeProvider.System);
        var authority = maker.Authority(name, "tests");
        using var signer = authority.Load()!;
        string host = "elastic-webhook-server.elastic-system.svc";
        var leaf = maker.Leaf(signer, host, "tests", [host], null);
        File.WriteAllText(Path.Combine(folder.Path, "ca.crt"), authority.Certificate);
        File.WriteAllText(Path.Combine(folder.Path, "tls.crt"), leaf.Certificate);
        File.WriteAllText(Path.Combine(folder.Path, "tls.key"), leaf.Key);
        return authority.Certificate;
    }

    private static string? Bundle(OperatorCluster cluster) => cluster.Cluster.Store.All("validatingwebhookconfigurations.admissionregistration.k8s.io").SelectMany(item => item.ObjectsAt("webhooks")).FirstOrDefault()?.Text("clientConfig", "caBundle") is { } text
        ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;
}
