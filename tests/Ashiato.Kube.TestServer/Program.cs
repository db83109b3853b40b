using Ashiato.Kube.TestServer;
using Ashiato.Kube.TestServer.Kubelets;

// For scripts and for looking around with kubectl: a cluster whose pods are only said to run, or with --ashiato PATH/ashiato.dll run as processes. --kubeconfig FILE writes one.
string? program = After("--ashiato"), kubeconfig = After("--kubeconfig");
await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { RunsPods = program is not null, Images = program is null ? [] : [Image.OfAshiato(program)] });
if (kubeconfig is not null) File.WriteAllText(kubeconfig, KubeconfigFile.For(cluster));
Console.WriteLine(kubeconfig is null ? $"kubectl --server {cluster.Url} --cache-dir $(mktemp -d) get all" : $"kubectl --kubeconfig {kubeconfig} get all");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, cancel) =>
{
    cancel.Cancel = true;
    stop.Cancel();
};
await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

string? After(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
