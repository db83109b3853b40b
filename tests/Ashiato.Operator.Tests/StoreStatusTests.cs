using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Tests;

/// <summary>What a store's status says while it is not well.</summary>
public sealed class StoreStatusTests
{
    private const string Pod = "myes-es-default-0";

    [Fact]
    public async Task A_store_that_does_not_get_on_is_stalled_and_names_the_node_that_is_waited_for()
    {
        var time = new ShiftedTime();
        await using var cluster = await OperatorCluster.StartAsync(time: time);
        cluster.Cluster.Hollow.BecomesReady = _ => false;
        await cluster.ApplyAsync(Manifests.Current.Split("---")[0]);
        await OperatorCluster.UntilAsync("The node", () => Expected() is { } node && node.Text("status") == "EXPECTED");
        Assert.Equal(("ApplyingChanges", 0L, Pod), (Store().Text("status", "phase"), Store().Number("status", "availableNodes"), Expected()!.Text("name")));
        Assert.NotNull(Store().Text("status", "inProgressOperations", "upscale", "lastUpdatedTime"));
        time.Pass(TimeSpan.FromMinutes(11));
        await OperatorCluster.UntilAsync("The phase", () => Store().Text("status", "phase") == "Stalled");
        await cluster.ToldAsync("Stalled", "no end for 10 minutes");

        cluster.Cluster.Hollow.BecomesReady = _ => true;
        await OperatorCluster.UntilAsync("Readiness", () => OperatorCluster.IsReady(Store()) && Store().Text("status", "phase") == "Ready");
        await OperatorCluster.UntilAsync("Nothing under way", () => Store().At("status", "inProgressOperations", "upscale")?.ToJsonString() == "{}");

        JsonObject Store() => cluster.Find(StackKind.Elasticsearch.Type, "myes")!;
        JsonObject? Expected() => Store().ObjectsAt("status", "inProgressOperations", "upscale", "nodes").FirstOrDefault();
    }

    [Fact]
    public async Task Health_that_gets_worse_by_itself_degrades_the_object_until_it_is_well()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        cluster.Probe.Health = "yellow";
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "Unhealthy");
        await cluster.ToldAsync("Unhealthy", "health went from green to yellow");
        cluster.Probe.Health = "green";
        await cluster.UntilReasonAsync(StackKind.Elasticsearch, "myes", "Degraded", "AsExpected");
    }

    [Fact]
    public async Task What_manifests_and_tools_look_for_is_there()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await cluster.ApplyAsync(Manifests.Current);
        await cluster.ReadyAsync();
        var scripts = cluster.Find(ResourceTypes.ConfigMaps, "myes-es-scripts")!;
        Assert.Equal("#", cluster.Find(ResourceTypes.ConfigMaps, "myes-es-unicast-hosts")!.Text("data", "unicast_hosts.txt")![..1]);
        var maps = cluster.Find(ResourceTypes.ConfigMaps, "myes-es-compat")!;
        Assert.Equal(("embedded", "ashiato/ashiato:test", "7.2.0"), (maps.Text("data", "store-mode"), maps.Text("data", "image"), maps.Text("data", "compatibility-version")));
        var spec = cluster.Find(ResourceTypes.StatefulSets, "myes-es-default")!.ObjectAt("spec", "template", "spec")!;
        var volume = spec.ObjectsAt("volumes").Single(volume => volume.Text("configMap", "name") == "myes-es-scripts");
        Assert.Equal(0b111_101_101, volume.Number("configMap", "defaultMode"));
        Assert.Equal("/mnt/elastic-internal/scripts", spec.ObjectsAt("containers").First().ObjectsAt("volumeMounts").Single(mount => mount.Text("name") == volume.Text("name")).Text("mountPath"));

        // It says whether the port is open, of any port that a test may have.
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        string port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string script = scripts.Text("data", "readiness-probe-script.sh")!.Replace("9200", port, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(script));
        listener.Stop();
        Assert.NotEqual(0, await RunAsync(script));

        static async Task<int> RunAsync(string script)
        {
            await using var running = Ashiato.Tests.EndToEnd.ChildProcess.Start("bash", ["-c", script]);
            return await running.WaitForExitAsync();
        }
    }
}
