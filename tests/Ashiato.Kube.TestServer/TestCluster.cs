using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ashiato.Kube.Credentials;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Controllers;
using Ashiato.Kube.TestServer.Faults;
using Ashiato.Kube.TestServer.Kubelets;
using Ashiato.Kube.TestServer.Network;
using Ashiato.Kube.TestServer.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Authorization = Ashiato.Kube.TestServer.Api.Authorization;

namespace Ashiato.Kube.TestServer;

/// <summary>A cluster on this machine: an API server, the controllers behind it, and a kubelet that starts processes, as far as tests need them.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Kubelet? _kubelet;
    private readonly ConnectProxy? _proxy;
    private readonly IReadOnlyList<IController> _controllers;
    private Task _loop = Task.CompletedTask;
    private readonly WebApplication _app;
    private readonly ApiHandler _handler;

    private TestCluster(TestClusterOptions options)
    {
        Time = options.Time;
        CertificateAuthority = ServerCertificates.Create(out var certificate);
        Registry = new ResourceRegistry(Store);
        var admission = Admission = new Admission(Store);
        var writer = new ObjectWriter(Store, Registry, admission, Time);
        var deleter = new ObjectDeleter(Store, Time);
        Objects = new ClusterObjects(Store, Registry, writer, deleter);
        var services = new ServiceAddresses(Objects);
        admission.Resolve = services.Resolve;
        Authorization = new Authorization(Store);
        Balancers = new LoadBalancers(Objects, services, Time) { Listens = options.RunsPods };
        Hollow = new HollowKubelet(Objects, Time);
        _handler = new ApiHandler(Registry, Store, writer, deleter, Authorization, new Tables(Time), Faults, Log);
        _app = Build(certificate);
        if (options.RunsPods)
        {
            _proxy = new ConnectProxy(services);
            _kubelet = new Kubelet(Objects, Authorization, options.Images, _proxy.Url, () => SecureUrl, CertificateAuthority);
            _handler.AnswerPod = _kubelet.AnswerAsync;
        }
        IController pods = _kubelet is null ? Hollow : _kubelet;
        _controllers = [new GarbageCollector(Objects), new Namespaces(Objects, CertificateAuthority), new Claims(Objects), new StatefulSets(Objects), new Deployments(Objects, Time), pods, new Budgets(Objects), Balancers];
    }

    public ObjectStore Store { get; } = new();

    public ResourceRegistry Registry { get; }

    public ClusterObjects Objects { get; }

    public FaultPlan Faults { get; } = new();

    public RequestLog Log { get; } = new();

    public Authorization Authorization { get; }

    public LoadBalancers Balancers { get; }

    public HollowKubelet Hollow { get; }

    public Admission Admission { get; }

    public TimeProvider Time { get; }

    /// <summary>The authority that signed the server's certificate, in PEM.</summary>
    public string CertificateAuthority { get; }

    /// <summary>Where people's tools ask; everyone is the administrator there unless they show another token.</summary>
    public Uri Url => Address("http");

    /// <summary>Where pods ask.</summary>
    public Uri SecureUrl => Address("https");

    /// <summary>Starts a cluster with two namespaces, a node and two classes of storage.</summary>
    public static async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        var cluster = new TestCluster(options ?? new TestClusterOptions());
        await cluster._app.StartAsync();
        await cluster.FurnishAsync();
        cluster._loop = Task.Run(() => new ControllerLoop(cluster.Store, cluster._controllers).RunAsync(cluster._stop.Token));
        return cluster;
    }

    /// <summary>What all pods wrote, for the message of a test that failed.</summary>
    public string PodLogs() => _kubelet?.Logs() ?? "";

    /// <summary>A connection as somebody.</summary>
    /// <param name="user">The user; <see langword="null"/> for the administrator.</param>
    public KubeConnection Connect(string? user = null)
    {
        string? authorization = user is null ? null : "Bearer " + Authorization.TokenFor(user);
        return new KubeConnection { Server = Url, ReadAuthorizationAsync = (_, _) => Task.FromResult(authorization) };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Faults.DropWatches();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_kubelet is not null) await _kubelet.DisposeAsync();
        _proxy?.Dispose();
        Balancers.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private Uri Address(string scheme) => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(address => address.StartsWith(scheme + ":", StringComparison.Ordinal)));

    private WebApplication Build(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.Run(_handler.HandleAsync);
        return app;
    }

    private async Task FurnishAsync()
    {
        foreach (string name in (string[])["default", "kube-system"]) await Objects.CreateAsync(BuiltInResources.Namespaces, New("v1", "Namespace", name));
        await Objects.CreateAsync(BuiltInResources.Nodes, New("v1", "Node", "fake-node"));
        foreach (var (name, canGrow) in ((string, bool)[])[("standard", true), ("fixed", false)])
        {
            var storage = New("storage.k8s.io/v1", "StorageClass", name);
            storage["provisioner"] = "test/folder";
            storage["allowVolumeExpansion"] = canGrow;
            if (name == "standard") storage.Metadata["annotations"] = new JsonObject { ["storageclass.kubernetes.io/is-default-class"] = "true" };
            await Objects.CreateAsync(BuiltInResources.StorageClasses, storage);
        }
        foreach (var ns in Objects.All(BuiltInResources.Namespaces)) await Objects.SetStatusAsync(BuiltInResources.Namespaces, ns.Key, new JsonObject { ["phase"] = "Active" });
    }

    private static JsonObject New(string apiVersion, string kind, string name) => new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };
}
