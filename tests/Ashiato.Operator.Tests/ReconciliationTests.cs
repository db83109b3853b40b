using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

public sealed class ReconciliationTests
{
    private static readonly ResourceType s_secrets = ResourceTypes.Secrets, s_services = ResourceTypes.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_in_legacy_form_has_exactly_the_Secrets_that_the_story_lists()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        var secrets = cluster.Cluster.Store.All("secrets").Where(secret => secret.Name.Contains("myes", StringComparison.Ordinal)).Select(secret => (Name: System.Text.RegularExpressions.Regex.Replace(secret.Name, "es-[a-z0-9]{10}-", "es-X-"), Data: secret.ObjectAt("data")!.Count)).OrderBy(secret => secret.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(
        [
            ("myes-es-X-certs", 3), ("myes-es-X-config", 1), ("myes-es-elastic-user", 1), ("myes-es-http-ca-internal", 2), ("myes-es-http-certs-internal", 2), ("myes-es-http-certs-public", 1),
            ("myes-es-internal-users", 3), ("myes-es-transport-ca-internal", 2), ("myes-es-transport-certs-public", 1), ("myes-es-xpack-file-realm", 3),
        ], secrets);
    }

    [Fact]
    public async Task Both_forms_become_ready_each_in_its_own_words()
    {
        await using var legacy = await OperatorCluster.StartAsync();
        await legacy.ApplyAsync(Manifests.Legacy);
        await legacy.ReadyAsync();
        Assert.Equal(("Operational", "green", "7.2.0", 1L), Status(legacy));
        Assert.NotNull(legacy.Find(s_services, "myes-http"));

        await using var current = await OperatorCluster.StartAsync();
        await current.ApplyAsync(Manifests.Current);
        await current.ReadyAsync();
        Assert.Equal(("Ready", "green", "7.2.0", 1L), Status(current));
        Assert.Null(current.Find(s_services, "myes-http"));
        Assert.NotNull(current.Find(ResourceTypes.StatefulSets, "myes-es-default"));

        static (string?, string?, string?, long?) Status(OperatorCluster cluster)
        {
            var store = cluster.Find(StackKind.Elasticsearch.Type, "myes")!;
            return (store.Text("status", "phase"), store.Text("status", "health"), store.Text("status", "version"), store.Number("status", "availableNodes"));
        }
    }

    [Fact]
    public async Task The_certificate_names_the_load_balancers_address_and_follows_it_with_the_same_key()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        string address = await cluster.BalancerAddressAsync("myapm-server-apm-http");
        await OperatorCluster.UntilAsync("The address in the certificate", () => Served(cluster).MatchesHostname(address));
        string key = cluster.Find(s_secrets, "myapm-server-apm-http-certs-internal")!.SecretText("tls.key")!;

        // Names that change again within ten seconds would wait.
        time.Pass(TimeSpan.FromSeconds(11));
        await cluster.Cluster.Balancers.SetAsync(new ObjectKey("default", "myapm-server-apm-http"), "203.0.113.7", "apm.example.org");

        await OperatorCluster.UntilAsync("The new names in the certificate", () => Served(cluster).MatchesHostname("203.0.113.7") && Served(cluster).MatchesHostname("apm.example.org"));
        // Clients that still have the address before go on for a while.
        Assert.True(Served(cluster).MatchesHostname(address));
        Assert.Equal(key, cluster.Find(s_secrets, "myapm-server-apm-http-certs-internal")!.SecretText("tls.key"));
    }

    [Fact]
    public async Task What_consoles_and_servers_know_of_their_store_follows_it_at_once_also_when_watches_are_slow()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        // The operator's own write of the store's status is always known before a watch brings it.
        cluster.Cluster.Faults.WatchDelay = TimeSpan.FromMilliseconds(200);
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.Client.PatchAsync(StackKind.Elasticsearch.Type, Key("myes"), new JsonObject { ["spec"] = new JsonObject { ["version"] = "7.3.0" } }, Cancel);
        await OperatorCluster.UntilAsync("The version", () => (((StackKind Kind, string Name)[])[(StackKind.Kibana, "mykibana"), (StackKind.ApmServer, "myapm-server")])
            .All(one => cluster.Find(one.Kind.Type, one.Name)!.Annotation(Names.Association)?.Contains("\"7.3.0\"", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task What_is_deleted_or_damaged_is_repaired_and_what_others_added_stays()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        string token = Token(cluster)!;
        await cluster.Client.PatchAsync(s_services, Key("mykibana-kb-http"), new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = "shop" } },
            ["spec"] = new JsonObject { ["selector"] = new JsonObject { [Names.TypeLabel] = "nobody" } },
        }, Cancel);
        await cluster.Client.DeleteAsync(s_services, Key("myes-es-http"), new DeleteQuery(), Cancel);
        await cluster.Client.DeleteAsync(s_secrets, Key("myapm-server-apm-token"), new DeleteQuery(), Cancel);

        await OperatorCluster.UntilAsync("The repair", () => cluster.Find(s_services, "myes-es-http") is not null && Token(cluster) is not null
            && cluster.Find(s_services, "mykibana-kb-http")!.Text("spec", "selector", Names.TypeLabel) == "kibana");
        Assert.NotEqual(token, Token(cluster));
        Assert.Equal("shop", cluster.Find(s_services, "mykibana-kb-http")!.Label("team"));
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == "SecretTokenReplaced"));
    }

    [Fact]
    public async Task A_token_that_somebody_prepared_is_kept()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: myapm-server-apm-token}
            stringData: {secret-token: prepared}
            """);
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        Assert.Equal("prepared", Token(cluster));
        // The server reads it from its mount, so that it can change without a restart.
        var volumes = cluster.Find(ResourceTypes.Deployments, "myapm-server-apm-server")!.ObjectsAt("spec", "template", "spec", "volumes");
        Assert.Contains(volumes, volume => volume.ObjectsAt("projected", "sources").Any(source => source.Text("secret", "name") == "myapm-server-apm-token"));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_left_alone_and_told()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync("""
            apiVersion: v1
            kind: Service
            metadata: {name: myes-http}
            spec: {selector: {app: other}, ports: [{port: 80}]}
            """);
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        Assert.Equal("other", cluster.Find(s_services, "myes-http")!.Text("spec", "selector", "app"));
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == "NameConflict"));
        await OperatorCluster.UntilAsync("The condition", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.ObjectsAt("status", "conditions")
            .Any(condition => condition.Text("reason") == "NameConflict" && condition.Text("message")!.Contains("Service myes-http", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deleting_the_objects_leaves_nothing()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        foreach (var (kind, name) in ((StackKind, string)[])[(StackKind.ApmServer, "myapm-server"), (StackKind.Kibana, "mykibana"), (StackKind.Elasticsearch, "myes")])
            await cluster.Client.DeleteAsync(kind.Type, Key(name), new DeleteQuery(), Cancel);
        string[] own = ["configmaps", "serviceaccounts", "events"];
        await OperatorCluster.UntilAsync("The end of all children", () => !cluster.Cluster.Store.Everything().Any(entry => entry.Object.Namespace == "default" && !own.Contains(entry.Resource)));
    }

    [Fact]
    public async Task A_larger_claim_grows_without_losing_the_pod()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("10Gi", "20Gi", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The growth", () => cluster.Find(ResourceTypes.PersistentVolumeClaims, "elasticsearch-data-myes-es-default-0")?.Text("status", "capacity", "storage") == "20Gi"
            && cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")?.ObjectsAt("spec", "volumeClaimTemplates").First().Text("spec", "resources", "requests", "storage") == "20Gi");
        await cluster.ReadyAsync();
    }

    [Fact]
    public async Task More_nodes_than_an_embedded_store_can_have_are_reported_and_what_runs_goes_on()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await cluster.ApplyAsync(Manifests.Current.Replace("    count: 1", "    count: 3", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The condition", () => cluster.Find(StackKind.Elasticsearch.Type, "myes")!.ObjectsAt("status", "conditions")
            .Any(condition => condition.Text("type") == "Degraded" && condition.Text("reason") == "ReplicatedStoreMissing" && condition.Text("message")!.Contains("ClickHouse", StringComparison.Ordinal)));
        Assert.Equal(1, cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.Number("spec", "replicas"));
    }

    [Fact]
    public async Task A_certificate_of_ones_own_is_served_and_one_that_lacks_the_address_is_told()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var maker = new CertificateMaker(new CertificateTerms(), TimeProvider.System);
        var authority = maker.Authority("mine", "mine");
        using var signer = authority.Load()!;
        var leaf = maker.Leaf(signer, "apm.example.org", "mine", ["apm.example.org"], null);
        await cluster.Client.CreateAsync(s_secrets, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = "default" },
            ["data"] = Children.ChildDocuments.Encode(new Dictionary<string, string> { ["tls.crt"] = leaf.Certificate, ["tls.key"] = leaf.Key, ["ca.crt"] = authority.Certificate }),
        }, Cancel);
        await cluster.ApplyAsync(Manifests.Legacy.Replace("  nodeCount: 1\n  http:\n    service:\n      spec:\n        type: LoadBalancer\n  elasticsearchRef:\n    name: myes", "  nodeCount: 1\n  http:\n    tls: {certificate: {secretName: mine}}\n    service:\n      spec:\n        type: LoadBalancer\n  elasticsearchRef:\n    name: myes", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The certificate", () => cluster.Find(s_secrets, "myapm-server-apm-http-certs-internal")?.SecretText("tls.crt") == leaf.Certificate);
        await OperatorCluster.UntilAsync("The condition", () => cluster.Find(StackKind.ApmServer.Type, "myapm-server")!.ObjectsAt("status", "conditions").Any(condition => condition.Text("reason") == "UserCertificateLacksAddress"));
    }

    [Fact]
    public async Task An_authority_of_ones_own_signs_what_is_made_here()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        var authority = new CertificateMaker(new CertificateTerms(), TimeProvider.System).Authority("mine", "mine");
        await cluster.Client.CreateAsync(s_secrets, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = "default" },
            ["data"] = Children.ChildDocuments.Encode(new Dictionary<string, string> { ["ca.crt"] = authority.Certificate, ["ca.key"] = authority.Key }),
        }, Cancel);
        await cluster.ApplyAsync(Manifests.Legacy.Replace("  nodeCount: 1\n  http:\n", "  nodeCount: 1\n  http:\n    tls: {certificate: {secretName: mine}}\n", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        using var served = Served(cluster);
        using var root = X509Certificate2.CreateFromPem(authority.Certificate);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        Assert.True(chain.Build(served));
        Assert.Equal(authority.Certificate.Trim(), cluster.Find(s_secrets, "myapm-server-apm-http-certs-public")!.SecretText("ca.crt")!.Trim());
    }

    private static ObjectKey Key(string name) => new("default", name);

    private static string? Token(OperatorCluster cluster) => cluster.Find(s_secrets, "myapm-server-apm-token")?.SecretText("secret-token");

    private static X509Certificate2 Served(OperatorCluster cluster) =>
        X509Certificate2.CreateFromPem(cluster.Find(s_secrets, "myapm-server-apm-http-certs-internal")!.SecretText("tls.crt"));
}
