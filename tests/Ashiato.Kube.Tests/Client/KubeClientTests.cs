using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer;

namespace Ashiato.Kube.Tests.Client;

public sealed class KubeClientTests : IAsyncLifetime
{
    private static readonly ObjectKey s_key = new("default", "notes");
    private TestCluster _cluster = null!;
    private KubeClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        _client = Clients.Of(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Applying_gives_up_fields_that_are_left_out_and_leaves_those_of_others()
    {
        await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes(("a", "1"), ("b", "2")), null, null, Cancel);
        await _client.PatchAsync(ResourceTypes.ConfigMaps, s_key, new JsonObject { ["data"] = new JsonObject { ["theirs"] = "3" } }, Cancel);
        var applied = await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes(("a", "1")), null, null, Cancel);
        Assert.Equal("""{"a":"1","theirs":"3"}""", applied["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Applying_the_same_again_makes_no_version()
    {
        var first = await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes(("a", "1")), null, null, Cancel);
        var second = await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes(("a", "1")), null, null, Cancel);
        Assert.Equal(first.ResourceVersion, second.ResourceVersion);
    }

    [Fact]
    public async Task Replacing_an_old_version_is_a_conflict()
    {
        var old = await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes(("a", "1")), Cancel);
        await _client.PatchAsync(ResourceTypes.ConfigMaps, s_key, new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Cancel);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _client.ReplaceAsync(ResourceTypes.ConfigMaps, old, Cancel));
        Assert.True(refusal.IsConflict);
    }

    [Fact]
    public async Task Deleting_is_fenced_by_the_identity()
    {
        await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes(("a", "1")), Cancel);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _client.DeleteAsync(ResourceTypes.ConfigMaps, s_key, new DeleteQuery(Uid: "another"), Cancel));
        Assert.True(refusal.IsConflict);
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, s_key, new DeleteQuery(), Cancel);
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, s_key, new DeleteQuery(), Cancel);
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_is_heard()
    {
        _cluster.Faults.FailNext(1, 429, (_, _) => true);
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => _client.GetAsync(ResourceTypes.ConfigMaps, s_key, Cancel));
        Assert.Equal(("TooManyRequests", TimeSpan.FromSeconds(1)), (refusal.Reason, refusal.RetryAfter));
    }

    [Fact]
    public async Task What_no_role_allows_is_forbidden_with_the_missing_permission_named()
    {
        using var client = Clients.Of(_cluster, "system:serviceaccount:default:nobody");
        var refusal = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(ResourceTypes.Secrets, s_key, Cancel));
        Assert.Equal("Forbidden", refusal.Reason);
        Assert.Contains("cannot get resource \"secrets\"", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonObject Notes(params (string Key, string Value)[] data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = s_key.Name, ["namespace"] = s_key.Namespace },
        ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
    };
}
