using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Tests;

/// <summary>What an installation is called.</summary>
public sealed class OperatorUuidTests
{
    private static readonly ObjectKey s_key = new("elastic-system", "elastic-operator-uuid");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_installation_keeps_its_name_whichever_operator_works()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        var first = cluster.StartOperator();
        await OperatorCluster.UntilAsync("The name", () => Name(cluster) is not null);
        string name = Name(cluster)!;
        Assert.True(Guid.TryParse(name, out _));
        await first.StopAsync();

        cluster.Cluster.Log.Clear();
        cluster.StartOperator();
        await OperatorCluster.UntilAsync("Its reading", () => cluster.Cluster.Log.Requests.Any(request => request is { Resource: "configmaps", Verb: "get" } && request.Name == s_key.Name));
        Assert.Equal(name, Name(cluster));
        Assert.DoesNotContain(cluster.Cluster.Log.WritesOf(OperatorCluster.User), request => request.Resource == "configmaps");
    }

    [Fact]
    public async Task A_name_that_was_damaged_or_deleted_is_made_anew()
    {
        await using var cluster = await OperatorCluster.StartAsync(withOperator: false);
        await cluster.Client.CreateAsync(ResourceTypes.ConfigMaps, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = s_key.Name, ["namespace"] = s_key.Namespace },
            ["data"] = new JsonObject { ["uuid"] = "none", ["other"] = "kept" },
        }, Cancel);
        var first = cluster.StartOperator();
        await OperatorCluster.UntilAsync("A name", () => Guid.TryParse(Name(cluster), out _));
        Assert.Equal("kept", cluster.Cluster.Store.Find("configmaps", s_key)!.Text("data", "other"));
        await first.StopAsync();

        await cluster.Client.DeleteAsync(ResourceTypes.ConfigMaps, s_key, new DeleteQuery(), Cancel);
        cluster.StartOperator();
        await OperatorCluster.UntilAsync("Another name", () => Guid.TryParse(Name(cluster), out _));
    }

    private static string? Name(OperatorCluster cluster) => cluster.Cluster.Store.Find("configmaps", s_key)?.Text("data", "uuid");
}
