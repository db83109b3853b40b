using Ashiato.Kube.TestServer;

// For scripts and for looking around with kubectl: a cluster whose pods are only said to run.
await using var cluster = await TestCluster.StartAsync();
Console.WriteLine($"kubectl --server {cluster.Url} --cache-dir $(mktemp -d) get all");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, cancel) =>
{
    cancel.Cancel = true;
    stop.Cancel();
};
await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
