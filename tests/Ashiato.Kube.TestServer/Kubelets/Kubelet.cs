using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Controllers;
using Ashiato.Kube.TestServer.PortForwarding;

namespace Ashiato.Kube.TestServer.Kubelets;

/// <summary>Runs pods as processes of this machine, each with an address of its own.</summary>
/// <remarks>
/// What a container would have to itself is imitated by rewriting: mounted paths in arguments and variables become folders, and <c>*:</c> before a port becomes the pod's address,
/// so that many pods can use one port.
/// </remarks>
internal sealed class Kubelet(ClusterObjects cluster, Authorization authorization, IReadOnlyList<Image> images, Uri proxy, Func<Uri> server, string certificateAuthority) : IController, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PodRun> _runs = new();
    private readonly string _root = Directory.CreateTempSubdirectory("ashiato-kubelet-").FullName;

    public Task StepAsync()
    {
        foreach (var pod in cluster.All(BuiltInResources.Pods))
        {
            // A pod that was deleted before it was seen has nothing to stop.
            if (_runs.ContainsKey(pod.Uid)) continue;
            var run = new PodRun(new PodContext(cluster, authorization, images, proxy, server(), certificateAuthority, Path.Combine(_root, pod.Uid)), pod);
            if (_runs.TryAdd(pod.Uid, run)) run.Start();
        }
        foreach (var (uid, run) in _runs)
            if (run.Completion.IsCompleted && cluster.Find(BuiltInResources.Pods, run.Key)?.Uid != uid) _runs.TryRemove(uid, out _);
        return Task.CompletedTask;
    }

    /// <summary>Answers <c>log</c> and <c>portforward</c>.</summary>
    public async Task AnswerAsync(HttpContext context, ApiRequest request)
    {
        var pod = cluster.Find(BuiltInResources.Pods, request.Key) ?? throw ApiError.NotFound(request.Resource, request.Name);
        if (!_runs.TryGetValue(pod.Uid, out var run)) throw ApiError.BadRequest($"pod {request.Name} has not started");
        switch (request.Subresource)
        {
            case "log":
                await run.Log.AnswerAsync(context);
                break;
            case "portforward":
                await PortForward.AnswerAsync(context, run.Address);
                break;
            default:
                throw ApiError.NotImitated($"pods/{request.Subresource}");
        }
    }

    /// <summary>What all pods wrote last.</summary>
    public string Logs() => string.Join('\n', _runs.Values.Select(run => $"== {run.Key}\n{string.Join('\n', run.Log.Text.Split('\n').TakeLast(30))}"));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values.Select(run => run.KillAsync()));
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still have written something.
        }
    }
}
