using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests.Certificates;

/// <summary>What becomes of a certificate when load balancers change their minds.</summary>
public sealed class AddressChangeTests
{
    private static readonly ObjectKey s_service = new("default", "myapm-server-apm-http"), s_server = new("default", "myapm-server");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_is_gone_is_named_for_another_hour_also_by_an_operator_that_starts_anew()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false, time: time);
        var first = cluster.StartOperator();
        await MoveAsync(cluster, time, "203.0.113.7");
        await MoveAsync(cluster, time, "203.0.113.8");
        Assert.True(Served(cluster).MatchesHostname("203.0.113.7"));
        await first.StopAsync();

        cluster.StartOperator();
        await MoveAsync(cluster, time, "203.0.113.9");
        Assert.True(Served(cluster).MatchesHostname("203.0.113.7") && Served(cluster).MatchesHostname("203.0.113.8"));

        time.Pass(TimeSpan.FromMinutes(61));
        await PokeAsync(cluster, "an hour later");
        await OperatorCluster.UntilAsync("The end of both", () => !Served(cluster).MatchesHostname("203.0.113.7") && !Served(cluster).MatchesHostname("203.0.113.8"));
        Assert.Equal("""{"203.0.113.9":""}""", Secret(cluster).Annotation(Names.SeenAddresses));
    }

    [Fact]
    public async Task Names_that_change_again_at_once_wait_ten_seconds_and_the_condition_says_so()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        await MoveAsync(cluster, time, "203.0.113.7");
        string served = Secret(cluster).SecretText("tls.crt")!;

        await cluster.Cluster.Balancers.SetAsync(s_service, "203.0.113.8");
        await OperatorCluster.UntilAsync("The condition", () => Condition(cluster)?.Text("reason") == "SanMismatch");
        Assert.Equal(served, Secret(cluster).SecretText("tls.crt"));

        time.Pass(TimeSpan.FromSeconds(10));
        await PokeAsync(cluster, "ten seconds later");
        await OperatorCluster.UntilAsync("The address", () => Served(cluster).MatchesHostname("203.0.113.8"));
        await OperatorCluster.UntilAsync("The end of the condition", () => Condition(cluster)?.Text("reason") == "Issued");
    }

    [Fact]
    public async Task Addresses_that_come_and_go_without_end_stay_few()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        for (int i = 1; i <= 25; i++) await MoveAsync(cluster, time, $"203.0.113.{i}");
        var names = Operator.Certificates.LeafCheck.NamesOf(Served(cluster)).Where(name => name.StartsWith("203.0.113.", StringComparison.Ordinal)).ToList();
        Assert.Equal(Operator.Certificates.SeenAddresses.MostGone + 1, names.Count);
    }

    /// <summary>Gives the server an address, some time after it had another, and waits until the certificate names it.</summary>
    private static async Task MoveAsync(OperatorCluster cluster, ShiftedTime time, string address)
    {
        if (cluster.Find(StackKind.ApmServer.Type, s_server.Name) is null)
        {
            await cluster.ApplyAsync(Manifests.Current);
            await cluster.ReadyAsync();
            // The first address costs a certificate, too, and may come later than readiness.
            string first = await cluster.BalancerAddressAsync(s_service.Name);
            await OperatorCluster.UntilAsync("The first address in the certificate", () => Served(cluster).MatchesHostname(first));
        }
        time.Pass(TimeSpan.FromSeconds(11));
        await cluster.Cluster.Balancers.SetAsync(s_service, address);
        await OperatorCluster.UntilAsync($"The address {address} in the certificate", () => Served(cluster).MatchesHostname(address));
    }

    /// <summary>Has the operator look again, as it would by itself in time.</summary>
    private static Task<JsonObject> PokeAsync(OperatorCluster cluster, string why) => cluster.Client.PatchAsync(StackKind.ApmServer.Type, s_server,
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["look"] = why } } }, Cancel);

    private static JsonObject? Condition(OperatorCluster cluster) => cluster.Find(StackKind.ApmServer.Type, s_server.Name)?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "CertificatesReady");

    private static JsonObject Secret(OperatorCluster cluster) => cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-http-certs-internal")!;

    private static X509Certificate2 Served(OperatorCluster cluster) => X509Certificate2.CreateFromPem(Secret(cluster).SecretText("tls.crt"));
}
