using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>What the operator sees when it connects to pods, and the token that it replaces.</summary>
public sealed class PodsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_that_pods_do_not_show_yet_is_told_until_they_do()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.Probe.Sight = new PodSight(false, null);
        await cluster.ApplyAsync(Manifests.Current);
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "CertificateServed") is { } condition && condition.Text("status") == "False"
            && condition.Text("message")!.Contains("Secret myapm-server-apm-http-certs-internal", StringComparison.Ordinal));
        cluster.Probe.Sight = new PodSight(true, null);
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "CertificateServed")?.Text("status") == "True");
    }

    [Fact]
    public async Task A_load_balancer_that_shows_another_certificate_is_told_with_its_address_and_one_that_nobody_reaches_is_not()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        const string Address = "203.0.113.7";
        cluster.Probe.Others[Address] = 0;
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.BalancerAddressAsync("myapm-server-apm-http");
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "CertificateServed")?.Text("status") == "True");

        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), Address);
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "CertificateServed") is { } condition && condition.Text("status") == "False" && condition.Text("message")!.Contains(Address, StringComparison.Ordinal));
        Assert.Equal(8200, cluster.Probe.Others[Address]);

        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), "203.0.113.8");
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "CertificateServed")?.Text("status") == "True");
    }

    [Theory]
    [InlineData("UnknownAuthority", "ClientRejectedCertificate", "203.0.113.9")]
    [InlineData("WrongSecretToken", "WrongToken", "secret-token of Secret myapm-server-apm-token")]
    [InlineData("MissingCredentials", "MissingToken", "secret-token of Secret myapm-server-apm-token")]
    [InlineData("PlainHttpOnTlsPort", "PlainHttpToTlsPort", "https://")]
    public async Task Agents_that_are_turned_away_are_told_with_the_remedy(string cause, string reason, string remedy)
    {
        await using var cluster = await OperatorCluster.StartAsync();
        cluster.Probe.Sight = new PodSight(true, new JsonObject { ["findings"] = new JsonArray(new JsonObject { ["cause"] = cause, ["client"] = "203.0.113.1", ["dialled"] = "203.0.113.9", ["count"] = 3, ["isLone"] = false }) });
        await cluster.ApplyAsync(Manifests.Current);
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "AgentTrafficHealthy") is { } condition && condition.Text("status") == "False"
            && condition.Text("reason") == reason && condition.Text("message")!.Contains(remedy, StringComparison.Ordinal) && condition.Text("message")!.Contains("203.0.113.1", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == reason));
    }

    [Fact]
    public async Task One_handshake_that_broke_off_may_be_a_probes_and_is_not_told_of_agents()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var finding = new JsonObject { ["cause"] = "UnknownAuthority", ["client"] = "127.0.0.1", ["dialled"] = "127.0.0.1", ["count"] = 1, ["isLone"] = true };
        cluster.Probe.Sight = new PodSight(true, new JsonObject { ["findings"] = new JsonArray(finding) });
        await cluster.ApplyAsync(Manifests.Current);
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster, "AgentTrafficHealthy")?.Text("status") == "True");
        Assert.DoesNotContain(cluster.Cluster.Store.All("events"), told => told.Text("reason") == "ClientRejectedCertificate");
    }

    [Fact]
    public async Task A_token_is_replaced_once_for_each_value_of_the_annotation_and_the_one_before_counts_until_its_time_is_up()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        Assert.Equal("True", Condition(cluster, "AgentTrafficHealthy")?.Text("status"));
        string old = Token(cluster, "secret-token")!, hash = Hash(cluster);

        await AnnotateAsync(cluster, "1", "1h");
        await OperatorCluster.UntilAsync("The new token", () => Token(cluster, "previous-secret-token") == old);
        string current = Token(cluster, "secret-token")!;
        Assert.NotEqual(old, current);
        await cluster.ReadyAsync();
        Assert.Equal((current, hash), (Token(cluster, "secret-token"), Hash(cluster)));

        // A second replacement with next to no time for the one before.
        await AnnotateAsync(cluster, "2", "10ms");
        await OperatorCluster.UntilAsync("The end of the one before", () => Token(cluster, "secret-token") is { } token && token != current && Token(cluster, "previous-secret-token") is null);
        Assert.Equal(hash, Hash(cluster));
    }

    private static Task<JsonObject> AnnotateAsync(OperatorCluster cluster, string value, string grace) => cluster.Client.PatchAsync(StackKind.ApmServer.Type, new ObjectKey("default", "myapm-server"),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Names.RotateToken] = value, [Names.RotateTokenGrace] = grace } } }, Cancel);

    private static string? Token(OperatorCluster cluster, string key) => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-token")?.SecretText(key);

    private static string Hash(OperatorCluster cluster) => cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")!.Text("spec", "template", "metadata", "labels", Names.TemplateHash)!;

    private static JsonObject? Condition(OperatorCluster cluster, string type) =>
        cluster.Find(StackKind.ApmServer.Type, "myapm-server")?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
}
