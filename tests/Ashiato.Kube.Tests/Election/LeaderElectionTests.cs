using Ashiato.Kube.Client;
using Ashiato.Kube.Election;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Kube.Tests.Election;

public sealed class LeaderElectionTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task One_of_two_leads_and_the_other_follows_when_it_stops()
    {
        await using var first = new Candidate(_cluster, "one");
        await first.Leading.WaitAsync(Cancel);
        await using var second = new Candidate(_cluster, "two");
        Assert.False(second.Leading.IsCompleted);
        await first.StopAsync();
        await second.Leading.WaitAsync(Cancel);
        var lease = _cluster.Store.Find("leases.coordination.k8s.io", new ObjectKey("default", "leader"))!;
        Assert.Equal(("two", 1), (lease.Text("spec", "holderIdentity"), lease.Number("spec", "leaseTransitions")));
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_ends_its_work_and_says_so()
    {
        await using var leader = new Candidate(_cluster, "one");
        await leader.Leading.WaitAsync(Cancel);
        _cluster.Faults.FailRandomly(seed: 1, probability: 1, 500);
        Assert.True(await leader.Lost.WaitAsync(Cancel));
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly KubeClient _client;
        private readonly TaskCompletionSource _leading = new();

        public Candidate(TestCluster cluster, string identity)
        {
            _client = Clients.Of(cluster);
            var options = new LeaderElectionOptions
            {
                Namespace = "default",
                Name = "leader",
                Identity = identity,
                LeaseDuration = TimeSpan.FromSeconds(1),
                RenewDeadline = TimeSpan.FromMilliseconds(600),
                RetryPeriod = TimeSpan.FromMilliseconds(50),
            };
            Lost = new LeaderElection(_client, options, NullLogger.Instance, TimeProvider.System).RunAsync(async end =>
            {
                _leading.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }, _stop.Token);
        }

        public Task Leading => _leading.Task;

        public Task<bool> Lost { get; }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Lost;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _client.Dispose();
            _stop.Dispose();
        }
    }
}
