using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Associations;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Secrets;

namespace Ashiato.Operator.Tests;

/// <summary>Who consoles and servers are to their stores.</summary>
public sealed class StoreUsersTests
{
    private const string OtherStore = """
        apiVersion: elasticsearch.k8s.elastic.co/v1
        kind: Elasticsearch
        metadata: {name: other, namespace: NAMESPACE}
        spec: {version: 7.2.0, nodeSets: [{name: default, count: 1}]}
        """;

    private const string Console = """
        apiVersion: kibana.k8s.elastic.co/v1
        kind: Kibana
        metadata: {name: NAME, namespace: NAMESPACE}
        spec: {version: 7.2.0, count: 1, elasticsearchRef: {name: myes, namespace: default}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_a_user_of_its_own_with_the_rights_that_it_needs()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Legacy);
        await cluster.ReadyAsync();
        var store = cluster.Find(StackKind.Elasticsearch.Type, "myes")!;
        string shared = cluster.Find(ResourceTypes.Secrets, "myes-es-internal-users")!.SecretText("elastic-internal")!;
        foreach (var (secret, user, role, config, key) in ((string, string, string, string, string)[])
        [
            ("mykibana-kibana-user", "default-mykibana-kibana-user", "kibana_system", "mykibana-kb-config", "kibana.yml"),
            ("myapm-server-elastic-internal-apm", "default-myapm-server-apm-user", "apm_server_writer", "myapm-server-apm-config", "apm-server.yml"),
        ])
        {
            string password = cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(user)!;
            Assert.NotEqual(shared, password);
            Assert.Contains($"store-token: \"{password}\"", cluster.Find(ResourceTypes.Secrets, config)!.SecretText(key), StringComparison.Ordinal);
            var entry = cluster.Find(ResourceTypes.Secrets, user)!;
            string hash = "{SHA256}" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
            Assert.Equal((user, hash, role, store.Uid), (entry.SecretText("name"), entry.SecretText("passwordHash"), entry.SecretText("userRoles"), entry.Controller?.Text("uid")));
            await OperatorCluster.UntilAsync("The user in the file realm", () => cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm") is { } realm
                && Lines(realm, "users").Contains($"{user}:{hash}") && Lines(realm, "users_roles").Any(line => line.StartsWith($"{role}:", StringComparison.Ordinal) && line[(role.Length + 1)..].Split(',').Contains(user)));
        }

        await cluster.Client.DeleteAsync(StackKind.Kibana.Type, new ObjectKey("default", "mykibana"), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The end of the user", () => cluster.Find(ResourceTypes.Secrets, "default-mykibana-kibana-user") is null
            && !Lines(cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!, "users").Any(line => line.StartsWith("default-mykibana", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_new_password_is_known_to_the_store_before_it_is_shown_and_the_one_before_counts_until_all_show_it()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string pods = Pods();
        foreach (var (secret, key, name, config, file) in ((string, string, string, string, string)[])
        [
            ("mykibana-kibana-user", "default-mykibana-kibana-user", "default-mykibana-kibana-user", "mykibana-kb-config", "kibana.yml"),
            ("myapm-server-apm-user", "default-myapm-server-apm-user", "default-myapm-server-apm-user", "myapm-server-apm-config", "apm-server.yml"),
            ("myes-es-internal-users", "elastic-internal", "elastic-internal", "myes-es-default-es-config", "elasticsearch.yml"),
        ])
        {
            string old = cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(key)!;
            cluster.Probe.Knows = token => token == old;
            await cluster.Client.DeleteAsync(ResourceTypes.Secrets, new ObjectKey("default", secret), new DeleteQuery(), Cancel);
            await OperatorCluster.UntilAsync("Both in the file realm", () => cluster.Find(ResourceTypes.Secrets, secret)?.SecretText(key) is { } wanted && wanted != old && Counts(name, wanted) && Counts(name, old));
            string changed = cluster.Find(ResourceTypes.Secrets, secret)!.SecretText(key)!;
            // The store does not say that it knows it, so nobody is told to show it.
            Assert.Contains($"store-token: \"{old}\"", cluster.Find(ResourceTypes.Secrets, config)!.SecretText(file), StringComparison.Ordinal);

            cluster.Probe.Knows = _ => true;
            await OperatorCluster.UntilAsync("The new one in use", () => cluster.Find(ResourceTypes.Secrets, config)!.SecretText(file)!.Contains($"store-token: \"{changed}\"", StringComparison.Ordinal));
            Assert.True(Counts(name, old));
            await OperatorCluster.UntilAsync("The end's time", () => cluster.Cluster.Store.All("secrets").Any(one => one.Annotation(Names.PreviousTokens)?.Contains('Z', StringComparison.Ordinal) == true));
            time.Pass(PreviousTokens.KeptFor + TimeSpan.FromSeconds(1));
            // A timer that was set before does not see the time pass; something else happens to the object.
            foreach (var (kind, item) in ((StackKind, string)[])[(StackKind.Kibana, "mykibana"), (StackKind.ApmServer, "myapm-server"), (StackKind.Elasticsearch, "myes")]) await cluster.AnnotateAsync(kind, item, "seen", secret);
            await OperatorCluster.UntilAsync("The end of the old one", () => !Counts(name, old) && Counts(name, changed));
        }
        await cluster.ReadyAsync();
        Assert.Equal(pods, Pods());

        bool Counts(string name, string token) => Lines(cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!, "users").Contains($"{name}:{TokenHandover.HashOf(token)}");
        string Pods() => string.Join(' ', cluster.Cluster.Store.All("pods").Select(pod => pod.Uid).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_of_another_namespace_is_kept_until_its_user_is_gone_and_two_of_one_name_are_told_apart()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current, item => item.Text("kind") == "Elasticsearch");
        // Both would be a-b-c-kibana-user.
        (string Namespace, string Name)[] both = [("a-b", "c"), ("a", "b-c")];
        foreach (var (ns, name) in both)
        {
            await cluster.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {ns}}}");
            await cluster.ApplyAsync(Console.Replace("NAMESPACE", ns, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
            await OperatorCluster.UntilAsync($"Readiness of {name}", () => Find(ns, name) is { } console && OperatorCluster.IsReady(console));
        }
        var users = Users();
        Assert.Equal(2, users.Count);
        Assert.Equal("a-b-c-kibana-user", users.Single(user => StoreUsers.WhoseIs(user)!.Value.Key.Namespace == "a-b").SecretText("name"));
        Assert.Matches("^a-b-c-kibana-user-[a-z0-9]{5}$", users.Single(user => StoreUsers.WhoseIs(user)!.Value.Key.Namespace == "a").SecretText("name"));
        Assert.Equal($"[\"{Abroad.Finalizer}\"]", Find("a", "b-c")!.At("metadata", "finalizers")!.ToJsonString());

        foreach (var (ns, name) in both) await cluster.Client.DeleteAsync(StackKind.Kibana.Type, new ObjectKey(ns, name), new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The end of all", () => Users().Count == 0 && both.All(one => Find(one.Namespace, one.Name) is null));

        JsonObject? Find(string ns, string name) => cluster.Cluster.Store.Find(StackKind.Kibana.Type.QualifiedName, new ObjectKey(ns, name));
        List<JsonObject> Users() => [.. cluster.Cluster.Store.All("secrets").Where(secret => StoreUsers.WhoseIs(secret) is not null)];
    }

    [Fact]
    public async Task One_that_goes_to_another_store_leaves_nothing_behind()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: far}");
        await cluster.ApplyAsync(OtherStore.Replace("NAMESPACE", "far", StringComparison.Ordinal));
        await cluster.ReadyAsync();
        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["elasticsearchRef"] = new JsonObject { ["name"] = "other", ["namespace"] = "far" } });
        await OperatorCluster.UntilAsync("The new user", () => Far() is not null && cluster.Find(ResourceTypes.Secrets, "default-mykibana-kibana-user") is null);
        Assert.NotNull(cluster.Find(StackKind.Kibana.Type, "mykibana")!.At("metadata", "finalizers"));

        await cluster.SpecAsync(StackKind.Kibana, "mykibana", new JsonObject { ["elasticsearchRef"] = null });
        await OperatorCluster.UntilAsync("The end of the user", () => Far() is null && cluster.Find(ResourceTypes.Secrets, "mykibana-kibana-user") is null && cluster.Find(StackKind.Kibana.Type, "mykibana")!.ListAt("metadata", "finalizers").ToList().Count == 0);

        JsonObject? Far() => cluster.Cluster.Store.Find("secrets", new ObjectKey("far", "default-mykibana-kibana-user"));
    }

    [Fact]
    public async Task A_password_that_an_older_operator_shared_is_replaced_and_one_that_somebody_chose_is_kept()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        await cluster.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata:
              name: mykibana-kibana-user
              labels: { {{Names.TypeLabel}}: kibana, {{StackKind.Kibana.NameLabel}}: mykibana}
              annotations: { {{Names.AppliedHash}}: abc}
            data: {default-mykibana-kibana-user: c2hhcmVk}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: myapm-server-apm-user}
            data: {default-myapm-server-apm-user: Y2hvc2Vu}
            """);
        cluster.StartOperator();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        var console = cluster.Find(ResourceTypes.Secrets, "mykibana-kibana-user")!;
        Assert.NotEqual("shared", console.SecretText("default-mykibana-kibana-user"));
        Assert.Null(console.Annotation(Names.AppliedHash));
        Assert.Equal("chosen", cluster.Find(ResourceTypes.Secrets, "myapm-server-apm-user")!.SecretText("default-myapm-server-apm-user"));
    }

    private static string[] Lines(JsonObject realm, string file) => realm.SecretText(file)!.Split('\n');
}
