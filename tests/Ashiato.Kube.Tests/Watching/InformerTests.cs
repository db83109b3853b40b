using System.Collections.Concurrent;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Watching;
using Ashiato.Tests.EndToEnd;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Kube.Tests.Watching;

public sealed class InformerTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private TestCluster _cluster = null!;
    private KubeClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        _client = Clients.Of(_cluster);
        using var kubectl = new Kubectl(_cluster.Url);
        await kubectl.RunAsync("apply -f -", Shops.Definition);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        await _cluster.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_changes_is_seen_and_told_once()
    {
        await _client.CreateAsync(Shops.Type, Shops.New("a", 1), Cancel);
        var (informer, told) = await StartAsync();
        await _client.ApplyAsync(Shops.Type, Shops.New("a", 2), null, null, Cancel);
        await UntilAsync(() => informer.Find(new ObjectKey("default", "a"))?.Number("spec", "count") == 2);
        await _client.DeleteAsync(Shops.Type, new ObjectKey("default", "a"), new DeleteQuery(), Cancel);
        await UntilAsync(() => informer.Count == 0);
        Assert.Equal(["a: -1", "a: 1-2", "a: 2-"], told);
    }

    [Fact]
    public async Task What_a_write_answered_counts_at_once_and_not_over_what_a_watch_has_brought_since()
    {
        var key = new ObjectKey("default", "a");
        await _client.CreateAsync(Shops.Type, Shops.New("a", 1), Cancel);
        var (informer, told) = await StartAsync();
        var first = informer.Find(key);
        _cluster.Faults.WatchDelay = TimeSpan.FromDays(1);
        var second = await _client.ApplyAsync(Shops.Type, Shops.New("a", 2), null, null, Cancel);
        informer.Observe(second, first);
        Assert.Equal(2, informer.Find(key)?.Number("spec", "count"));
        // Whoever waits for news is told now: when the watch brings the same, it is none.
        Assert.Equal(["a: -1", "a: 1-2"], told);

        _cluster.Faults.WatchDelay = TimeSpan.Zero;
        _cluster.Faults.DropWatches();
        await _client.ApplyAsync(Shops.Type, Shops.New("a", 3), null, null, Cancel);
        await UntilAsync(() => informer.Find(key)?.Number("spec", "count") == 3);
        informer.Observe(second, first);
        Assert.Equal(3, informer.Find(key)?.Number("spec", "count"));
        Assert.Equal(["a: -1", "a: 1-2", "a: 2-3"], told);
    }

    [Fact]
    public async Task What_is_gone_before_the_answer_to_its_making_came_stays_gone()
    {
        var (informer, told) = await StartAsync();
        var made = await _client.CreateAsync(Shops.Type, Shops.New("a", 1), Cancel);
        await _client.DeleteAsync(Shops.Type, new ObjectKey("default", "a"), new DeleteQuery(), Cancel);
        await UntilAsync(() => told.Contains("a: 1-"));
        informer.Observe(made, null);
        Assert.Equal(0, informer.Count);
        Assert.Equal(["a: -1", "a: 1-"], told);
    }

    [Fact]
    public async Task A_deletion_during_a_gap_is_found()
    {
        await _client.CreateAsync(Shops.Type, Shops.New("a", 1), Cancel);
        var (informer, told) = await StartAsync();
        // From a version that is forgotten, a watch cannot go on; the new list lacks the shop.
        _cluster.Faults.WatchDelay = TimeSpan.FromDays(1);
        await _client.DeleteAsync(Shops.Type, new ObjectKey("default", "a"), new DeleteQuery(), Cancel);
        _cluster.Store.ForgetChanges();
        _cluster.Faults.WatchDelay = TimeSpan.Zero;
        _cluster.Faults.DropWatches();
        await UntilAsync(() => informer.Count == 0);
        Assert.Equal("a: 1-", told.Last());
    }

    [Fact]
    public async Task After_many_faults_the_copy_is_what_the_server_has()
    {
        var (informer, _) = await StartAsync();
        _cluster.Faults.FailRandomly(seed: 7, probability: 0.3, 429, 500, 503, 410);
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            var shop = Shops.New($"shop-{random.Next(20)}", i);
            // As an administrator of the store, past the faults: only the informer meets those.
            if (random.Next(4) == 0) _cluster.Objects.Delete(_cluster.Registry.Find("test.example", "v1", "shops")!, shop.Key);
            else await PutAsync(shop);
            if (i % 25 == 0) _cluster.Faults.DropWatches();
            if (i % 60 == 0) _cluster.Store.ForgetChanges();
        }
        _cluster.Faults.Clear();
        _cluster.Faults.DropWatches();
        await UntilAsync(() => Contents(informer.Objects).SequenceEqual(Contents(_cluster.Store.All("shops.test.example"))));
    }

    private async Task PutAsync(System.Text.Json.Nodes.JsonObject shop)
    {
        var resource = _cluster.Registry.Find("test.example", "v1", "shops")!;
        await _cluster.Objects.CreateAsync(resource, (System.Text.Json.Nodes.JsonObject)shop.DeepClone());
        await _cluster.Objects.ChangeAsync(resource, shop.Key, item => item["spec"] = shop["spec"]!.DeepClone());
    }

    private static IEnumerable<string> Contents(IEnumerable<System.Text.Json.Nodes.JsonObject> shops) => shops.Select(shop => $"{shop.Name} {shop.Number("spec", "count")}").Order(StringComparer.Ordinal);

    private async Task<(Informer Informer, ConcurrentQueue<string> Told)> StartAsync()
    {
        var informer = new Informer(_client, Shops.Type, new ListQuery(), NullLogger.Instance, TimeProvider.System);
        var told = new ConcurrentQueue<string>();
        informer.Changed += change => told.Enqueue($"{change.Latest.Name}: {change.Before?.Number("spec", "count")}-{change.After?.Number("spec", "count")}");
        _ = informer.RunAsync(_stop.Token);
        await informer.Synced.WaitAsync(Cancel);
        return (informer, told);
    }

    private static async Task UntilAsync(Func<bool> holds) => await Eventually.GetAsync("The change", () => Task.FromResult(holds() ? "" : null), Cancel);
}
