using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Election;
using Ashiato.Kube.Events;
using Ashiato.Kube.Objects;
using Ashiato.Kube.Watching;
using Ashiato.Tests.EndToEnd;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Kube.Tests.Client;

/// <summary>What the client relies upon, against any cluster that a kubeconfig names: see <see cref="AnyCluster"/>.</summary>
public sealed class AnyClusterClientTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private AnyCluster _cluster = null!;
    private KubeClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await AnyCluster.StartAsync();
        _client = _cluster.Connect("test");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        _stop.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_object_is_made_once_applied_field_by_field_and_patched_in_both_ways()
    {
        var made = await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("notes", ("theirs", "1")), Cancel);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("notes"), Cancel))).IsAlreadyExists);

        await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes("notes", ("a", "1"), ("b", "2")), "other", null, Cancel);
        var applied = await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes("notes", ("a", "1")), "other", null, Cancel);
        Assert.Equal(["a=1", "theirs=1"], DataOf(applied));
        // The same again is no new version.
        Assert.Equal(applied.ResourceVersion, (await _client.ApplyAsync(ResourceTypes.ConfigMaps, Notes("notes", ("a", "1")), "other", null, Cancel)).ResourceVersion);

        var merged = await _client.PatchAsync(ResourceTypes.ConfigMaps, made.Key, new JsonObject { ["data"] = new JsonObject { ["theirs"] = null, ["c"] = "3" } }, Cancel);
        Assert.Equal(["a=1", "c=3"], DataOf(merged));
        var patched = await _client.PatchAsync(ResourceTypes.ConfigMaps, made.Key, new JsonArray(Step("test", "/data/c", "3"), Step("replace", "/data/c", "4")), Cancel);
        Assert.Equal(["a=1", "c=4"], DataOf(patched));
        // The test that begins a patch is what fences it.
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.PatchAsync(ResourceTypes.ConfigMaps, made.Key, new JsonArray(Step("test", "/data/c", "3"), Step("replace", "/data/c", "5")), Cancel))).IsPermanent);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_a_reason_that_can_be_acted_upon()
    {
        var made = await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("notes", ("a", "1")), Cancel);
        await _client.PatchAsync(ResourceTypes.ConfigMaps, made.Key, new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Cancel);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.ReplaceAsync(ResourceTypes.ConfigMaps, made, Cancel))).IsConflict);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.PatchAsync(ResourceTypes.ConfigMaps, made.Key, new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = made.ResourceVersion } }, Cancel))).IsConflict);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.DeleteAsync(ResourceTypes.ConfigMaps, made.Key, new DeleteQuery(Uid: Guid.NewGuid().ToString()), Cancel))).IsConflict);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.GetAsync(ResourceTypes.ConfigMaps, new ObjectKey(_cluster.Namespace, "nothing"), Cancel))).IsNotFound);
        Assert.True((await Assert.ThrowsAsync<KubeApiException>(() => _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("No_Name"), Cancel))).IsPermanent);
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, made.Key, new DeleteQuery(made.Uid), Cancel);
        // What is gone is as good as deleted.
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, made.Key, new DeleteQuery(), Cancel);
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_a_watch_goes_on_from_its_version()
    {
        for (int i = 0; i < 5; i++) await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes($"notes-{i}", ("a", "1")), Cancel);
        var query = new ListQuery(_cluster.Namespace, LabelSelector: "of=test", Limit: 2);
        var seen = new List<string>();
        ListPage page;
        do
        {
            page = await _client.ListAsync(ResourceTypes.ConfigMaps, query, Cancel);
            Assert.All(page.Items, item => Assert.Equal(("v1", "ConfigMap"), (item.Text("apiVersion"), item.Text("kind"))));
            seen.AddRange(page.Items.Select(item => item.Name));
            query = query with { Continue = page.Continue };
        }
        while (page.Continue is not null);
        Assert.Equal(["notes-0", "notes-1", "notes-2", "notes-3", "notes-4"], seen.Order(StringComparer.Ordinal));
        Assert.Equal("notes-3", Assert.Single((await _client.ListAsync(ResourceTypes.ConfigMaps, new ListQuery(_cluster.Namespace, FieldSelector: "metadata.name=notes-3"), Cancel)).Items).Name);

        var key = new ObjectKey(_cluster.Namespace, "notes-0");
        await _client.PatchAsync(ResourceTypes.ConfigMaps, key, new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Cancel);
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, key, new DeleteQuery(), Cancel);
        await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("notes-9"), Cancel);
        var told = new List<string>();
        await foreach (var change in _client.WatchAsync(ResourceTypes.ConfigMaps, new ListQuery(_cluster.Namespace, LabelSelector: "of=test"), page.ResourceVersion, Cancel))
        {
            if (change.Type != "BOOKMARK") told.Add($"{change.Type} {change.Object.Name}");
            if (told.Count == 3) break;
        }
        Assert.Equal(["MODIFIED notes-0", "DELETED notes-0", "ADDED notes-9"], told);
    }

    [Fact]
    public async Task An_informer_has_what_the_cluster_has()
    {
        await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("before", ("a", "1")), Cancel);
        var informer = new Informer(_client, ResourceTypes.ConfigMaps, new ListQuery(_cluster.Namespace, LabelSelector: "of=test"), NullLogger.Instance, TimeProvider.System);
        var running = informer.RunAsync(_stop.Token);
        await informer.Synced.WaitAsync(Cancel);
        Assert.Equal(1, informer.Count);
        await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("after"), Cancel);
        await _client.PatchAsync(ResourceTypes.ConfigMaps, new ObjectKey(_cluster.Namespace, "before"), new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Cancel);
        await UntilAsync("The changes", () => informer.Count == 2 && informer.Find(new ObjectKey(_cluster.Namespace, "before"))?.Text("data", "a") == "2");
        await _client.DeleteAsync(ResourceTypes.ConfigMaps, new ObjectKey(_cluster.Namespace, "before"), new DeleteQuery(), Cancel);
        await UntilAsync("The deletion", () => informer.Count == 1);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_status_is_written_by_itself_and_leaves_the_rest_alone()
    {
        _cluster.Afterwards("delete customresourcedefinition shops.test.example --ignore-not-found");
        await _cluster.Kubectl.RunAsync("apply -f -", Shops.Definition);
        await _cluster.Kubectl.RunAsync("wait --for=condition=Established customresourcedefinition/shops.test.example --timeout=30s");
        // A cluster serves a kind some moments after it says that it does.
        await UntilAsync("The kind", async () => (await _client.FindResourcesAsync("test.example", "v1", Cancel))?.Contains("shops") == true);
        Assert.Null(await _client.FindResourcesAsync("nothing.test.example", "v1", Cancel));
        var shop = Shops.New("a", 1);
        shop.Metadata["namespace"] = _cluster.Namespace;
        var made = await _client.CreateAsync(Shops.Type, shop, Cancel);

        var status = new JsonObject { ["apiVersion"] = Shops.Type.ApiVersion, ["kind"] = Shops.Type.Kind, ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = _cluster.Namespace }, ["spec"] = new JsonObject { ["count"] = 9 }, ["status"] = new JsonObject { ["health"] = "green" } };
        var written = await _client.ApplyAsync(Shops.Type, status, "status", "status", Cancel);
        Assert.Equal((1L, "green", made.Generation), (written.Number("spec", "count"), written.Text("status", "health"), written.Generation));
        // The other way round, a status in an ordinary write counts for nothing.
        var patched = await _client.PatchAsync(Shops.Type, made.Key, new JsonObject { ["status"] = new JsonObject { ["health"] = "red" }, ["spec"] = new JsonObject { ["count"] = 2 } }, Cancel);
        Assert.Equal((2L, "green", made.Generation + 1), (patched.Number("spec", "count"), patched.Text("status", "health"), patched.Generation));
    }

    [Fact]
    public async Task Of_two_candidates_one_leads_and_the_other_follows()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var led = new ConcurrentQueue<string>();
        var one = RunAsync("one", first.Token);
        await UntilAsync("The first leader", () => !led.IsEmpty);
        var two = RunAsync("two", second.Token);
        await first.CancelAsync();
        await one;
        await UntilAsync("The second leader", () => led.Count == 2);
        var lease = await _client.GetAsync(ResourceTypes.Leases, new ObjectKey(_cluster.Namespace, "leader"), Cancel);
        Assert.Equal(("two", 1L), (lease.Text("spec", "holderIdentity"), lease.Number("spec", "leaseTransitions")));
        await second.CancelAsync();
        await two;
        Assert.Equal(["one", "two"], led);

        Task<bool> RunAsync(string name, CancellationToken end) => new LeaderElection(_client, new LeaderElectionOptions { Namespace = _cluster.Namespace, Name = "leader", Identity = name }, NullLogger.Instance, TimeProvider.System).RunAsync(async lost =>
        {
            led.Enqueue(name);
            await Task.Delay(Timeout.InfiniteTimeSpan, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }, end);
    }

    [Fact]
    public async Task An_event_is_shown_with_its_object_and_counted_up_when_it_is_told_again()
    {
        var about = await _client.CreateAsync(ResourceTypes.ConfigMaps, Notes("notes"), Cancel);
        var time = new LeapingTime();
        var events = new EventRecorder(_client, "shop-operator", "one", NullLogger.Instance, time);
        var running = events.RunAsync(_stop.Token);
        events.Warning(about, "Torn", "a page is torn");
        await UntilAsync("The event", async () => await FindAsync() is not null);
        time.Leap(TimeSpan.FromSeconds(61));
        events.Warning(about, "Torn", "a page is torn");
        await UntilAsync("The count", async () => (await FindAsync())?.Number("count") == 2);
        Assert.Contains("a page is torn", await _cluster.Kubectl.RunAsync("get events --field-selector involvedObject.name=notes"), StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running;

        async Task<JsonObject?> FindAsync() => (await _client.ListAsync(ResourceTypes.Events, new ListQuery(_cluster.Namespace), Cancel)).Items.SingleOrDefault(told => told.Text("reason") == "Torn");
    }

    [Fact]
    public async Task Who_may_do_what_can_be_asked()
    {
        var review = await _client.CreateAsync(ResourceTypes.SubjectAccessReviews, new JsonObject
        {
            ["apiVersion"] = ResourceTypes.SubjectAccessReviews.ApiVersion,
            ["kind"] = ResourceTypes.SubjectAccessReviews.Kind,
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject
            {
                ["user"] = $"system:serviceaccount:{_cluster.Namespace}:nobody",
                ["resourceAttributes"] = new JsonObject { ["verb"] = "get", ["group"] = "", ["resource"] = "secrets", ["namespace"] = _cluster.Namespace, ["name"] = "notes" },
            },
        }, Cancel);
        Assert.False(review.Flag("status", "allowed"));
        Assert.StartsWith("v1.", await _client.GetVersionAsync(Cancel), StringComparison.Ordinal);
    }

    private static async Task UntilAsync(string what, Func<bool> holds) => await Eventually.GetAsync(what, () => Task.FromResult(holds() ? "" : null), Cancel);

    private static async Task UntilAsync(string what, Func<Task<bool>> holds) => await Eventually.GetAsync(what, async () => await holds() ? "" : null, Cancel);

    private static IEnumerable<string> DataOf(JsonObject notes) => notes.ObjectAt("data")!.Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal);

    private static JsonObject Step(string operation, string path, string value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value };

    private JsonObject Notes(string name, params (string Key, string Value)[] data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = _cluster.Namespace, ["labels"] = new JsonObject { ["of"] = "test" } },
        ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
    };

    private sealed class LeapingTime : TimeProvider
    {
        private TimeSpan _ahead;

        public void Leap(TimeSpan time) => _ahead += time;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
    }
}
