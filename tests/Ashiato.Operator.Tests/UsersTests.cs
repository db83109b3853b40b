using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>People whom the Secrets of <c>spec.auth</c> let in.</summary>
public sealed class UsersTests
{
    // The hash is that of the password "secret".
    private const string Realm = """
        apiVersion: v1
        kind: Secret
        metadata: {name: people}
        stringData:
          users: |
            anna:$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u
            bert:$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u
          users_roles: |
            kibana_admin:anna
            traces_only:anna,bert
        ---
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/basic-auth
        metadata: {name: carla}
        stringData: {username: carla, password: correct horse, roles: superuser}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: roles}
        stringData:
          roles.yml: |
            traces_only:
              indices:
              - names: ['traces-apm*']
                privileges: [read]
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_and_roles_of_Secrets_come_to_the_store_and_changes_restart_nothing()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Realm);
        await cluster.ApplyAsync(Store("auth: {fileRealm: [{secretName: people}, {secretName: carla}], roles: [{secretName: roles}]}"));
        await cluster.ReadyAsync();
        var files = cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!;
        Assert.Contains("anna:$2b$10$", files.SecretText("users"), StringComparison.Ordinal);
        Assert.Contains("carla:{PBKDF2}", files.SecretText("users"), StringComparison.Ordinal);
        foreach (string line in (string[])["admin:carla", "editor:anna", "viewer:bert", "kibana_admin:anna", "traces_only:anna,bert", "superuser:carla,elastic"]) Assert.Contains(line, files.SecretText("users_roles")!.Split('\n'));
        Assert.Contains("traces-apm*", files.SecretText("roles.yml"), StringComparison.Ordinal);
        Assert.Equal(("True", "3 can sign in (viewer: 1, editor: 1, admin: 1)"), Users(cluster) is { } condition ? (condition.Text("status"), condition.Text("message")) : default);
        Assert.Equal("accepted", Condition(cluster, "Valid")!.Text("reason")!.ToLowerInvariant());

        string hash = Hash(cluster), uid = cluster.Find(ResourceTypes.Pods, "myes-es-default-0")!.Uid;
        await cluster.ApplyAsync(Realm.Replace("kibana_admin:anna", "viewer:anna", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The other role", () => cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users_roles")!.Contains("viewer:anna,bert\n", StringComparison.Ordinal));
        await OperatorCluster.UntilAsync("The touched pod", () => cluster.Find(ResourceTypes.Pods, "myes-es-default-0")?.Annotation(Names.Touched) is not null);
        Assert.Equal((hash, uid), (Hash(cluster), cluster.Find(ResourceTypes.Pods, "myes-es-default-0")!.Uid));
    }

    [Fact]
    public async Task What_does_not_count_is_told_by_condition_and_event_until_it_is_mended()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Realm.Replace("carla, password", "elastic, password", StringComparison.Ordinal));
        await cluster.ApplyAsync(Store("auth: {fileRealm: [{secretName: people}, {secretName: carla}, {secretName: later}]}"));
        await cluster.ReadyAsync();
        var condition = Users(cluster)!;
        Assert.Equal(("False", "SecretMissing"), (condition.Text("status"), condition.Text("reason")));
        foreach (string trouble in (string[])["Secret later of spec.auth.fileRealm does not exist", "role traces_only is not known", "user elastic of Secret carla is one of the operator's own", "bert cannot sign in, having no role that counts", "1 can sign in (editor: 1)"])
            Assert.Contains(trouble, condition.Text("message"), StringComparison.Ordinal);
        await OperatorCluster.UntilAsync("The event", () => cluster.Cluster.Store.All("events").Any(told => told.Text("reason") == "FieldIgnored" && told.Text("message")!.StartsWith("role traces_only is not known", StringComparison.Ordinal)));

        await cluster.ApplyAsync(Realm);
        await cluster.ApplyAsync(Store("auth: {fileRealm: [{secretName: people}, {secretName: carla}], roles: [{secretName: roles}]}"));
        await OperatorCluster.UntilAsync("The end of the trouble", () => Users(cluster)?.Text("status") == "True");
    }

    [Fact]
    public async Task A_password_of_elastic_that_somebody_chose_comes_to_the_store_without_a_restart()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string hash = Hash(cluster), before = Elastic(cluster);
        string console = cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Text("spec", "template", "metadata", "labels", Names.TemplateHash)!;
        await cluster.Client.PatchAsync(ResourceTypes.Secrets, new ObjectKey("default", "myes-es-elastic-user"), new JsonObject { ["stringData"] = new JsonObject { ["elastic"] = "chosen" } }, Cancel);
        await OperatorCluster.UntilAsync("The new hash", () => Elastic(cluster) != before);
        Assert.True(Operator.Secrets.FileRealm.Verifies(Elastic(cluster), "chosen"));
        await cluster.ReadyAsync();
        Assert.Equal((hash, console), (Hash(cluster), cluster.Find(ResourceTypes.Deployments, "mykibana-kb")!.Text("spec", "template", "metadata", "labels", Names.TemplateHash)));
    }

    private static string Store(string field) => Manifests.Current.Replace("  nodeSets:", $"  {field}\n  nodeSets:", StringComparison.Ordinal);

    private static string Elastic(OperatorCluster cluster) =>
        cluster.Find(ResourceTypes.Secrets, "myes-es-xpack-file-realm")!.SecretText("users")!.Split('\n').Single(line => line.StartsWith("elastic:", StringComparison.Ordinal))["elastic:".Length..];

    private static string Hash(OperatorCluster cluster) => cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.Text("spec", "template", "metadata", "labels", Names.TemplateHash)!;

    private static JsonObject? Users(OperatorCluster cluster) => Condition(cluster, "UsersReady");

    private static JsonObject? Condition(OperatorCluster cluster, string type) =>
        cluster.Find(StackKind.Elasticsearch.Type, "myes")?.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
}
