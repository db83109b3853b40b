using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ashiato.Bench.Load;
using Ashiato.Bench.Report;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Yaml;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Bench.Kubernetes;

/// <summary><c>bench operator</c>: what do many objects cost? Time, requests and memory for each, and what a steady state writes.</summary>
internal static class OperatorCommand
{
    private const string User = "system:serviceaccount:elastic-system:elastic-operator";
    private const double Mebi = 1024 * 1024, Kibi = 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10), s_steady = TimeSpan.FromSeconds(20);

    private static readonly Option<int> s_objects = new("--objects") { Description = "How many objects: a fifth stores, two fifths each consoles and servers.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> s_rate = new("--rate") { Description = "Requests a second that the operator allows itself. Its own default is 20.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<string> s_keys = new("--keys") { Description = "What kind of keys certificates get: rsa2048 or ecdsaP256.", DefaultValueFactory = _ => "rsa2048" };
    private static readonly Option<string?> s_name = new("--name") { Description = "Keep the table in bench/results under this name." };

    public static Command Create()
    {
        var command = new Command("operator", "Measure the operator with many objects against the test cluster. Exit code 1 when a steady state is written to.") { s_objects, s_rate, s_keys, s_name };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int objects = parsed.GetValue(s_objects), rate = parsed.GetValue(s_rate), stores = Math.Max(1, objects / 5);
        await using var cluster = await TestCluster.StartAsync();
        using var people = new KubeClient(cluster.Connect(), new KubeClientOptions { FieldManager = "people", UserAgent = "people/1", RequestsPerSecond = 100_000, Burst = 100_000 }, NullLogger.Instance, TimeProvider.System);
        foreach (var item in KubeYaml.ReadAll(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "all-in-one.yaml"), cancel)).Where(item => item.Text("kind") != "StatefulSet")) await ApplyAsync(cluster, people, item, cancel);

        string keys = parsed.GetValue(s_keys)!;
        using var child = Start(cluster, rate, keys);
        try
        {
            var usage = new ProcessUsage(child.Id);
            await Task.Delay(TimeSpan.FromSeconds(3), cancel);
            long idle = usage.ResidentBytes();
            var cpu = usage.Cpu();
            cluster.Log.Clear();
            long begun = Stopwatch.GetTimestamp();
            for (int i = 0; i < objects; i++) await ApplyAsync(cluster, people, i < stores ? Store(i) : Dependent(i, i % stores), cancel);
            await ReadyAsync(cluster, objects, begun, cancel);
            var took = Stopwatch.GetElapsedTime(begun);
            var requests = cluster.Log.Requests.Where(request => request.User == User).ToList();
            var spent = usage.Cpu() - cpu;

            await Task.Delay(s_steady, cancel);
            cluster.Log.Clear();
            await Task.Delay(s_steady, cancel);
            int writes = cluster.Log.WritesOf(User).Count;

            var table = new ResultTable($"{objects} objects ({stores} stores), at most {rate} requests a second, keys of {keys}");
            table.Add("all ready after", $"{took.TotalSeconds:F1} s, {took.TotalMilliseconds / objects:F0} ms for each");
            table.Add("requests", $"{requests.Count:N0}, {(double)requests.Count / objects:F1} for each, of them {(double)requests.Count(request => request.IsWrite) / objects:F1} writes");
            table.Add("processor time", $"{spent.TotalSeconds:F1} s, {spent.TotalMilliseconds / objects:F0} ms for each");
            table.Add("resident before, after and at most", $"{idle / Mebi:F0}, {usage.ResidentBytes() / Mebi:F0} and {usage.PeakResidentBytes() / Mebi:F0} MiB");
            table.Add("of that the process's own, after", $"{usage.AnonymousBytes() / Mebi:F0} MiB; the rest is programs mapped from files");
            table.Add("resident for each object", $"{(usage.ResidentBytes() - idle) / Kibi / objects:F0} KiB");
            table.Add($"writes of a steady state in {s_steady.TotalSeconds:F0} s", writes.ToString(CultureInfo.InvariantCulture));
            Console.WriteLine(table);
            if (parsed.GetValue(s_name) is { } name) Console.WriteLine(ResultFile.Append(name, $"bench operator --objects {objects} --rate {rate} --keys {keys}", table.ToString()));
            return writes == 0 ? 0 : 1;
        }
        finally
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start(TestCluster cluster, int rate, string keys)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ChildOperatorCommand.Name, cluster.Url.ToString(), cluster.Authorization.TokenFor(User), rate.ToString(CultureInfo.InvariantCulture), keys]);
        // What the manifest says of the runtime counts here, too; the program itself limits the C library to one arena.
        foreach (var (name, value) in RuntimeVariables()) start.Environment[name] = value;
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        return Process.Start(start)!;
    }

    private static IEnumerable<(string Name, string Value)> RuntimeVariables() =>
        from item in KubeYaml.ReadAll(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "all-in-one.yaml")))
        where item.Text("kind") == "StatefulSet"
        from container in item.ObjectsAt("spec", "template", "spec", "containers")
        from variable in container.ObjectsAt("env")
        where variable.Text("name")!.StartsWith("DOTNET_", StringComparison.Ordinal)
        select (variable.Text("name")!, variable.Text("value")!);

    private static async Task ApplyAsync(TestCluster cluster, KubeClient people, JsonObject item, CancellationToken cancel)
    {
        var resource = cluster.Registry.FindKind(item.Text("apiVersion")!, item.Text("kind")!)!;
        if (resource.Type.IsNamespaced && item.Namespace.Length == 0) item.Metadata["namespace"] = "default";
        await people.ApplyAsync(resource.Type, item, null, null, cancel);
    }

    private static async Task ReadyAsync(TestCluster cluster, int objects, long begun, CancellationToken cancel)
    {
        while (true)
        {
            int ready = cluster.Store.Everything().Count(entry => entry.Resource.EndsWith("k8s.elastic.co", StringComparison.Ordinal) && IsReady(entry.Object));
            if (ready >= objects) return;
            if (Stopwatch.GetElapsedTime(begun) > s_patience) throw new BenchException($"{ready} of {objects} objects are ready after {s_patience.TotalMinutes:F0} minutes.");
            await Task.Delay(100, cancel);
        }
    }

    private static bool IsReady(JsonObject item) => item.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    private static JsonObject Store(int number) => New("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", $"store-{number}", new JsonObject
    {
        ["version"] = "7.2.0",
        ["nodeSets"] = new JsonArray(new JsonObject { ["name"] = "default", ["count"] = 1 }),
    });

    private static JsonObject Dependent(int number, int store)
    {
        var spec = new JsonObject { ["version"] = "7.2.0", ["count"] = 1, ["elasticsearchRef"] = new JsonObject { ["name"] = $"store-{store}" } };
        return number % 2 == 0 ? New("kibana.k8s.elastic.co/v1", "Kibana", $"console-{number}", spec) : New("apm.k8s.elastic.co/v1", "ApmServer", $"server-{number}", spec);
    }

    private static JsonObject New(string apiVersion, string kind, string name, JsonObject spec) =>
        new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" }, ["spec"] = spec };
}
