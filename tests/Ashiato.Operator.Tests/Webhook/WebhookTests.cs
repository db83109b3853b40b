using System.Net;
using System.Net.Sockets;
using Ashiato.Kube.Tests;

namespace Ashiato.Operator.Tests.Webhook;

public sealed class WebhookTests
{
    [Fact]
    public async Task What_is_impossible_is_refused_with_the_reason_before_anything_is_made_and_what_has_no_effect_is_told()
    {
        int port = FreePort();
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
