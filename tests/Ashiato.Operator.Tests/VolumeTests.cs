using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>The volumes of a store: what may change about them, what is told when they do not, and with whom they go.</summary>
public sealed class VolumeTests
{
    private const string Pod = "myes-es-default-0";
    private static readonly ObjectKey s_store = new("default", "myes"), s_claim = new("default", "elasticsearch-data-myes-es-default-0");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10Gi", "20Gi", "StorageClassNotExpandable")]
    [InlineData("10Gi", "5Gi", "StorageDecrease")]
    [InlineData("storageClassName: fixed", "storageClassName: standard", "PvcImmutable")]
    [InlineData("version: 7.2.0", "version: 7.1.0", "VersionDowngrade")]
    [InlineData("name: default", "name: other", "TopologyUnsupported")]
    public async Task What_exists_rules_out_is_named_also_where_no_webhook_was_asked_and_what_runs_goes_on(string what, string instead, string reason)
    {
        await using var cluster = await OperatorCluster.StartAsync();
        string manifest = Manifests.Current.Split("---")[0].Replace("storageClassName: standard", "storageClassName: fixed", StringComparison.Ordinal);
        await cluster.ApplyAsync(manifest);
        await OperatorCluster.UntilAsync("Readiness", () => OperatorCluster.IsReady(Store(cluster)));
        await cluster.ApplyAsync(manifest.Replace(what, instead, StringComparison.Ordinal));
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Valid", reason);
        Assert.Equal(("Invalid", "green", 1L), (Store(cluster).Text("status", "phase"), Store(cluster).Text("status", "health"), Store(cluster).Number("status", "availableNodes")));

        await cluster.ApplyAsync(manifest);
        await OperatorCluster.UntilAsync("Readiness again", () => OperatorCluster.IsReady(Store(cluster)));
    }

    [Fact]
    public async Task A_volume_whose_file_system_grows_without_users_only_gets_another_pod_and_one_that_cannot_grow_is_told()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        string uid = cluster.Find(ResourceTypes.Pods, Pod)!.Uid;
        await ClaimAsync(status => status["conditions"] = new JsonArray(new JsonObject { ["type"] = "FileSystemResizePending", ["status"] = "True" }));
        await OperatorCluster.UntilAsync("The other pod", () => cluster.Find(ResourceTypes.Pods, Pod) is { } pod && pod.Uid != uid);
        await cluster.ToldAsync("StateChange", "because its volume has grown");
        await ClaimAsync(status => status.Remove("conditions"));

        await ClaimAsync(status => status["allocatedResourceStatuses"] = new JsonObject { ["storage"] = "ControllerResizeInfeasible" });
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "VolumeExpansionFailed");
        await ClaimAsync(status => status.Remove("allocatedResourceStatuses"));
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "AsExpected");
        await cluster.ReadyAsync();

        Task ClaimAsync(Action<JsonObject> change) => cluster.Cluster.Objects.ChangeAsync(BuiltInResources.Claims, s_claim, claim => change(claim.Child("status")), "status");
    }

    [Fact]
    public async Task Claims_stay_when_their_author_wants_to_keep_them_and_the_next_store_of_that_name_has_them()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("The owner", () => Claim()?.Controller?.Text("uid") == Store(cluster).Uid);
        string uid = Claim()!.Uid;
        await cluster.SpecAsync(StackKind.Elasticsearch, "myes", new JsonObject { ["volumeClaimDeletePolicy"] = "DeleteOnScaledownOnly" });
        await OperatorCluster.UntilAsync("No owner", () => Claim() is { Controller: null });

        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, s_store, new DeleteQuery(), Cancel);
        await OperatorCluster.UntilAsync("The end of the pod", () => cluster.Find(ResourceTypes.Pods, Pod) is null && cluster.Find(ResourceTypes.StatefulSets, "myes-es-default") is null);
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("The new owner", () => Claim()?.Controller?.Text("uid") == Store(cluster).Uid);
        Assert.Equal(uid, Claim()!.Uid);

        JsonObject? Claim() => cluster.Find(ResourceTypes.PersistentVolumeClaims, s_claim.Name);
    }

    [Fact]
    public async Task Children_that_an_object_leaves_behind_go_on_and_become_those_of_the_next_one()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        await OperatorCluster.UntilAsync("The owner", () => cluster.Find(ResourceTypes.PersistentVolumeClaims, s_claim.Name)?.Controller?.Text("uid") == Store(cluster).Uid);
        var before = WhatLasts();
        await cluster.Client.DeleteAsync(StackKind.Elasticsearch.Type, s_store, new DeleteQuery(Propagation: "Orphan"), Cancel);
        await OperatorCluster.UntilAsync("The end", () => cluster.Find(StackKind.Elasticsearch.Type, "myes") is null && cluster.Find(ResourceTypes.StatefulSets, "myes-es-default") is { Controller: null });

        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        Assert.Equal(Store(cluster).Uid, cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.Controller?.Text("uid"));
        Assert.Equal(Store(cluster).Uid, cluster.Find(ResourceTypes.Secrets, "myes-es-internal-users")!.Controller?.Text("uid"));
        Assert.Equal(before, WhatLasts());

        string[] WhatLasts() =>
        [
            cluster.Find(ResourceTypes.Pods, Pod)!.Uid, cluster.Find(ResourceTypes.PersistentVolumeClaims, s_claim.Name)!.Uid,
            cluster.Find(ResourceTypes.Secrets, "myes-es-http-ca-internal")!.SecretText("tls.crt")!, cluster.Find(ResourceTypes.Secrets, "myes-es-elastic-user")!.SecretText("elastic")!,
        ];
    }

    private static JsonObject Store(OperatorCluster cluster) => cluster.Find(StackKind.Elasticsearch.Type, "myes")!;
}
