using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;

namespace Ashiato.Operator.Tests;

/// <summary>Two operators at once, of which one leads: killed, stalled, and followed by those of a newer version. One that ends by itself is started anew, as a cluster does.</summary>
internal sealed class OperatorSuccession(OperatorCluster cluster, ShiftedTime time) : IDisposable
{
    /// <summary>The image that operators bring in the end.</summary>
    public const string Image = "ashiato/ashiato:next";

    private const string OldImage = "ashiato/ashiato:before";

    // Longer than a lease lasts.
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(16);
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, RunningOperator> _running = new();
    private string _image = OldImage;
    private int _started;
    private bool _isOver;

    /// <summary>Starts two of the older version.</summary>
    public void StartBoth()
    {
        Start();
        Start();
    }

    /// <summary>The one that leads ends without a word in the middle of what it does: nobody is given its lease.</summary>
    public async Task KillLeaderAsync()
    {
        string leader = await LeaderAsync();
        var faults = cluster.Cluster.Faults;
        faults.FailNext(int.MaxValue, 500, (_, resource) => resource == "leases");
        await EndAsync(leader);
        faults.Clear();
        time.Stall(s_long);
        await OperatorCluster.UntilAsync("Another leader", () => Holder is { } holder && holder != leader && _running.ContainsKey(holder));
    }

    /// <summary>All stand still for longer than a lease lasts: another one may take it while the one that led still writes, until that finds out and ends.</summary>
    public async Task StallAsync()
    {
        string leader = await LeaderAsync();
        string? version = Lease?.ResourceVersion;
        time.Stall(s_long);
        await OperatorCluster.UntilAsync("Another lease", () => Lease?.ResourceVersion != version);
        if (Holder != leader) await OperatorCluster.UntilAsync("The end of who led", () => !_running.ContainsKey(leader));
    }

    /// <summary>A newer version takes the place of all that run, one after the other.</summary>
    public async Task UpgradeAsync()
    {
        List<string> old;
        lock (_starting) (_image, old) = (Image, [.. _running.Keys]);
        foreach (string name in old) await EndAsync(name);
        await LeaderAsync();
    }

    /// <summary>The one that leads.</summary>
    public async Task<RunningOperator> LastAsync() => _running[await LeaderAsync()];

    /// <summary>None is started any more; the cluster ends those that run.</summary>
    public void Dispose()
    {
        lock (_starting) _isOver = true;
    }

    private JsonObject? Lease => cluster.Cluster.Store.All("leases.coordination.k8s.io").SingleOrDefault();

    private string? Holder => Lease?.Text("spec", "holderIdentity");

    private void Start()
    {
        lock (_starting)
        {
            if (_isOver) return;
            string name = $"operator-{++_started}", image = _image;
            var running = cluster.StartOperator(options => options with { ElectsLeader = true, Identity = name, Image = image });
            _running[name] = running;
            _ = FollowAsync(name, running);
        }
    }

    private async Task FollowAsync(string name, RunningOperator running)
    {
        await ((Task)running.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (_running.TryRemove(name, out _)) Start();
    }

    /// <summary>Ends one, and starts another in its place.</summary>
    private async Task EndAsync(string name)
    {
        if (!_running.TryRemove(name, out var running)) return;
        await running.DisposeAsync();
        Start();
    }

    private async Task<string> LeaderAsync()
    {
        string? leader = null;
        await OperatorCluster.UntilAsync("A leader", () => (leader = Holder) is not null && _running.ContainsKey(leader));
        return leader!;
    }
}
