using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Says that pods run, without running anything: for tests of those who only look at pods.</summary>
internal sealed class HollowKubelet(ClusterObjects cluster, TimeProvider time) : IController
{
    /// <summary>Which pods become ready; default all.</summary>
    public Func<JsonObject, bool> BecomesReady { get; set; } = static _ => true;

    public async Task StepAsync()
    {
        foreach (var pod in cluster.All(BuiltInResources.Pods))
        {
            if (pod.IsDeleting) cluster.Delete(BuiltInResources.Pods, pod.Key, new JsonObject { ["gracePeriodSeconds"] = 0 });
            else if (pod.Text("status", "podIP") is null || ClusterObjects.IsReady(pod) != BecomesReady(pod)) await StartAsync(pod);
        }
    }

    private async Task StartAsync(JsonObject pod)
    {
        bool isReady = BecomesReady(pod);
        string now = KubeTime.Seconds(time.GetUtcNow()), ready = isReady ? "True" : "False";
        if (pod.Text("spec", "nodeName") is null) await cluster.ChangeAsync(BuiltInResources.Pods, pod.Key, item => item.Child("spec")["nodeName"] = "fake-node");
        await cluster.SetStatusAsync(BuiltInResources.Pods, pod.Key, new JsonObject
        {
            ["phase"] = "Running",
            ["podIP"] = pod.Text("status", "podIP") ?? Addresses.Next("pod"),
            ["startTime"] = now,
            ["conditions"] = new JsonArray([.. ((string[])["PodScheduled", "Initialized", "ContainersReady", "Ready"]).Select(type => (JsonNode)new JsonObject { ["type"] = type, ["status"] = type.EndsWith("Ready", StringComparison.Ordinal) ? ready : "True", ["lastTransitionTime"] = now })]),
            ["containerStatuses"] = new JsonArray([.. pod.ObjectsAt("spec", "containers").Select(container => (JsonNode)new JsonObject
            {
                ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["ready"] = isReady, ["restartCount"] = 0, ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now } },
            })]),
        });
    }
}
