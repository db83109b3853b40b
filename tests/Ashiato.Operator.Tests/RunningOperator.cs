using Ashiato.Kube.Client;
using Ashiato.Kube.TestServer;
using Ashiato.Operator.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Operator.Tests;

/// <summary>An operator at work, until it is stopped.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KubeClient _client;

    public RunningOperator(TestCluster cluster, OperatorOptions options, FakeProbe probe)
    {
        _client = new KubeClient(cluster.Connect(OperatorCluster.User), OperatorCluster.Options("ashiato-operator"), NullLogger.Instance, TimeProvider.System);
        Process = new OperatorProcess(_client, options, NullLoggerFactory.Instance, cluster.Time, probe, probe);
        Completion = Task.Run(() => Process.RunAsync(_stop.Token));
    }

    public OperatorProcess Process { get; }

    public Task<bool> Completion { get; }

    /// <summary>Ends it as a signal would.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Completion;
    }

    public async ValueTask DisposeAsync()
    {
        // Its cluster ends it again, if a test has not.
        await _stop.CancelAsync();
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
    }
}
