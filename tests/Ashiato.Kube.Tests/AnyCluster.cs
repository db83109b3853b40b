using Ashiato.Kube.Client;
using Ashiato.Kube.Credentials;
using Ashiato.Kube.TestServer;
using Ashiato.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Kube.Tests;

/// <summary>
/// A cluster for tests that know nothing of it but its kubeconfig: the one that <c>ASHIATO_TEST_KUBECONFIG</c> names, or else the test server, over HTTPS with a token, as a real one is reached.
/// </summary>
/// <remarks>Each test has a namespace of its own, which commands mean unless they say another, and which is gone afterwards with everything that the test wants to be gone.</remarks>
internal sealed class AnyCluster : IAsyncDisposable
{
    /// <summary>The variable that names the kubeconfig of a real cluster.</summary>
    public const string Variable = "ASHIATO_TEST_KUBECONFIG";

    private readonly TemporaryFolder _folder = new();
    private readonly TestCluster? _server;
    private readonly List<string> _afterwards = [];

    private AnyCluster(TestCluster? server, string? kubeconfig)
    {
        _server = server;
        string file = Path.Combine(_folder.Path, "kubeconfig");
        Kubectl = new Kubectl(file, keepsHome: server is null);
        Given = kubeconfig ?? Path.Combine(_folder.Path, "given");
        if (server is not null) File.WriteAllText(Given, KubeconfigFile.For(server));
    }

    /// <summary>kubectl, as somebody who may do everything, in the test's namespace.</summary>
    public Kubectl Kubectl { get; }

    /// <summary>The test's namespace.</summary>
    public string Namespace { get; } = $"ashiato-test-{Guid.NewGuid():N}"[..24];

    /// <summary>True for a cluster that is not this process's own.</summary>
    public bool IsReal => _server is null;

    private string Given { get; }

    private bool CleansUp { get; init; }

    /// <summary>Starts the test server unless there is a real cluster, and makes the namespace.</summary>
    /// <param name="options">What kind of server.</param>
    /// <param name="cleansUp">True to clean up on the test server, too, which is gone in any case; to show that a real cluster is left as it was.</param>
    public static async Task<AnyCluster> StartAsync(TestClusterOptions? options = null, bool cleansUp = false)
    {
        string? kubeconfig = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? Path.GetFullPath(file) : null;
        var cluster = new AnyCluster(kubeconfig is null ? await TestCluster.StartAsync(options) : null, kubeconfig) { CleansUp = cleansUp || kubeconfig is not null };
        // A copy, since a namespace is about to be written into it.
        await File.WriteAllTextAsync(cluster.Kubectl.Config, await cluster.Kubectl.RunAsync($"--kubeconfig={cluster.Given} config view --raw --flatten --minify"));
        await cluster.Kubectl.RunAsync($"create namespace {cluster.Namespace}");
        await cluster.Kubectl.RunAsync($"config set-context --current --namespace={cluster.Namespace}");
        return cluster;
    }

    /// <summary>A client of the same cluster, as the same user.</summary>
    /// <param name="manager">Whose fields it writes.</param>
    public KubeClient Connect(string manager) => new(Kubeconfig.Read(Kubectl.Config, null, Environment.GetEnvironmentVariable, TimeProvider.System),
        new KubeClientOptions { FieldManager = manager, UserAgent = manager + "/1", RequestsPerSecond = 1_000, Burst = 1_000 }, NullLogger.Instance, TimeProvider.System);

    /// <summary>A command for the end, whatever becomes of the test; the last one given runs first.</summary>
    public void Afterwards(string command) => _afterwards.Insert(0, command);

    /// <summary>What all pods wrote last, for the message of a test that failed.</summary>
    public async Task<string> PodLogsAsync() => _server?.PodLogs() ?? (await Kubectl.TryAsync("logs --selector common.k8s.elastic.co/type --all-containers --prefix --tail=30")).Output;

    public async ValueTask DisposeAsync()
    {
        string? remains = CleansUp ? await CleanUpAsync() : null;
        Kubectl.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
        Assert.True(remains is null, remains);
    }

    /// <returns>What is left although it should be gone; <see langword="null"/> for nothing.</returns>
    private async Task<string?> CleanUpAsync()
    {
        // What was made within the namespace may need those who look after it: it goes first.
        var (code, _, error) = await Kubectl.TryAsync($"delete namespace {Namespace} --timeout=180s");
        foreach (string command in _afterwards) await Kubectl.TryAsync(command);
        return code == 0 ? null : $"Namespace {Namespace} is not gone: {error}";
    }
}
