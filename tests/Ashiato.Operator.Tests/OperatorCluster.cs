using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer;
using Ashiato.Kube.Yaml;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Operator.Tests;

/// <summary>A cluster in which pods are only said to run, with the operator in this process, under the account and the rights that the manifest gives it.</summary>
internal sealed class OperatorCluster : IAsyncDisposable
{
    /// <summary>Who the operator is.</summary>
    public const string User = "system:serviceaccount:elastic-system:elastic-operator";

    private readonly List<RunningOperator> _operators = [];

    private OperatorCluster(TestCluster cluster)
    {
        Cluster = cluster;
        Client = new KubeClient(cluster.Connect(), Options("people"), NullLogger.Instance, TimeProvider.System);
    }

    public TestCluster Cluster { get; }

    public KubeClient Client { get; }

    public FakeProbe Probe { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A cluster with the manifest applied, and an operator unless none is wanted.</summary>
    public static async Task<OperatorCluster> StartAsync(bool withOperator = true, Func<OperatorOptions, OperatorOptions>? change = null, TimeProvider? time = null)
    {
        var cluster = new OperatorCluster(await TestCluster.StartAsync(new TestClusterOptions { Time = time ?? TimeProvider.System }));
        // The operator runs in this process; its StatefulSet is not needed.
        await cluster.ApplyAsync(Manifests.AllInOne, item => item.Text("kind") != "StatefulSet");
        if (withOperator) cluster.StartOperator(change);
        return cluster;
    }

    /// <summary>Starts an operator, possibly one of several.</summary>
    public RunningOperator StartOperator(Func<OperatorOptions, OperatorOptions>? change = null)
    {
        var options = new OperatorOptions
        {
            OperatorNamespace = "elastic-system",
            Identity = Guid.NewGuid().ToString("N"),
            Image = "ashiato/ashiato:test",
            HasWebhook = false,
            MetricsPort = 0,
            ElectsLeader = false,
            HealthInterval = TimeSpan.FromMilliseconds(300),
            // Certificates are made by the dozen, and keys of this kind in no time. CertificateMaker's own tests make the others.
            Certificates = new CertificateTerms { Keys = KeyKind.EcdsaP256 },
        };
        var running = new RunningOperator(Cluster, change?.Invoke(options) ?? options, Probe);
        _operators.Add(running);
        return running;
    }

    /// <summary>Applies manifests as somebody with all rights.</summary>
    public async Task ApplyAsync(string manifests, Func<JsonObject, bool>? which = null)
    {
        foreach (var item in KubeYaml.ReadAll(manifests).Where(which ?? (_ => true)))
        {
            var resource = Cluster.Registry.FindKind(item.Text("apiVersion")!, item.Text("kind")!)!;
            if (resource.Type.IsNamespaced && item.Namespace.Length == 0) item.Metadata["namespace"] = "default";
            await Client.ApplyAsync(resource.Type, item, null, null, Cancel);
        }
    }

    /// <summary>An object of the default namespace; <see langword="null"/> when there is none.</summary>
    public JsonObject? Find(ResourceType type, string name) => Cluster.Store.Find(type.QualifiedName, new ObjectKey("default", name));

    /// <summary>Waits until something holds.</summary>
    public static Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => holds() ? "" : what);

    /// <summary>Waits until nothing is lacking.</summary>
    /// <param name="what">What is waited for.</param>
    /// <param name="lacks">What is lacking; empty for nothing.</param>
    public static Task UntilAsync(string what, Func<string> lacks) => UntilAsync(what, () => Task.FromResult(lacks()));

    /// <summary>The same where looking takes a while.</summary>
    public static async Task UntilAsync(string what, Func<Task<string>> lacks)
    {
        // Keys are made by the dozen here, and a busy machine takes its time.
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        giveUp.CancelAfter(TimeSpan.FromMinutes(5));
        while (await lacks() is { Length: > 0 } lacking)
        {
            if (giveUp.IsCancellationRequested) throw new TimeoutException($"{what} did not come: {lacking}.");
            await Task.Delay(50, giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until nothing is left to do: the operator sees all that there is, works on nothing, and a few rounds went by in which nothing changed.</summary>
    public async Task SettledAsync(RunningOperator running)
    {
        await UntilAsync("Certificates with all addresses", () => Declared.All(item => ConditionsOf(item).Where(condition => condition.Text("type") is "CertificatesReady" or "LoadBalancerReady").All(condition => condition.Text("status") == "True")));
        long version = -1, rounds = 0;
        await UntilAsync("Quiet", () =>
        {
            if (Cluster.Store.Version != version || !Sees(running)) (version, rounds) = (Cluster.Store.Version, running.Process.ReconcileCount);
            return running.Process.ReconcileCount >= rounds + 5 && !running.Process.IsBusy;
        });
    }

    /// <summary>The first address that a load balancer gives a Service, some time after everything else is ready.</summary>
    public async Task<string> BalancerAddressAsync(string service)
    {
        string? address = null;
        await UntilAsync($"The address of {service}", () => (address = Find(ResourceTypes.Services, service)?.ObjectsAt("status", "loadBalancer", "ingress").FirstOrDefault()?.Text("ip")) is not null);
        return address!;
    }

    private bool Sees(RunningOperator running) => ((ResourceType[])[.. ClusterView.ChildTypes, .. StackKind.All.Select(kind => kind.Type)]).All(type =>
        Versions(Cluster.Store.All(type.QualifiedName).Where(item => item.Label(Names.TypeLabel) is not null || StackKind.All.Any(kind => kind.Type == type))).SetEquals(Versions(running.Process.View.Of(type).Objects)));

    private static HashSet<string> Versions(IEnumerable<JsonObject> items) => [.. items.Select(item => $"{item.Uid} {item.ResourceVersion}")];

    private IEnumerable<JsonObject> Declared => StackKind.All.SelectMany(kind => Cluster.Store.All(kind.Type.QualifiedName));

    private static IEnumerable<JsonObject> ConditionsOf(JsonObject item) => item.ObjectsAt("status", "conditions");

    /// <summary>Waits until all three objects of the story say that they are ready.</summary>
    public async Task ReadyAsync() => await UntilAsync("Readiness", () =>
        Cluster.Store.Everything().Where(entry => entry.Resource.EndsWith("k8s.elastic.co", StringComparison.Ordinal)).ToList() is { Count: >= 3 } all && all.TrueForAll(entry => IsReady(entry.Object)));

    /// <summary>True when an object says that it is ready, in its present generation.</summary>
    public static bool IsReady(JsonObject item) =>
        item.Number("status", "observedGeneration") == item.Generation && item.ObjectsAt("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    public static KubeClientOptions Options(string manager) => new() { FieldManager = manager, UserAgent = manager + "/1", RequestsPerSecond = 10_000, Burst = 10_000 };

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _operators) await running.DisposeAsync();
        Client.Dispose();
        await Cluster.DisposeAsync();
    }
}
