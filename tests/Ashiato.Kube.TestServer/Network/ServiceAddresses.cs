using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Controllers;

namespace Ashiato.Kube.TestServer.Network;

/// <summary>Which pods stand behind a service's port.</summary>
internal sealed class ServiceAddresses(ClusterObjects cluster)
{
    private int _turn;

    /// <summary>A ready pod behind a port, each in its turn; <see langword="null"/> when there is none.</summary>
    public (string Host, int Port)? Resolve(string ns, string name, int port)
    {
        if (cluster.Find(BuiltInResources.Services, new ObjectKey(ns, name)) is not { } service) return null;
        var found = service.ObjectsAt("spec", "ports").FirstOrDefault(entry => entry.Number("port") == port);
        if (found is null) return null;
        bool takesAll = service.Flag("spec", "publishNotReadyAddresses") == true;
        var pods = cluster.All(BuiltInResources.Pods).Where(pod => pod.Namespace == ns && Selectors.MatchesLabels(service.ObjectAt("spec", "selector"), pod)
            && pod.Text("status", "podIP") is not null && (takesAll || ClusterObjects.IsReady(pod))).ToList();
        if (pods.Count == 0) return null;
        var pod = pods[(int)((uint)Interlocked.Increment(ref _turn) % pods.Count)];
        return PortOf(pod, found["targetPort"]) is { } target ? (pod.Text("status", "podIP")!, target) : null;
    }

    /// <summary>Resolves a name of the cluster's DNS, such as <c>myes-es-http.default.svc.cluster.local</c>.</summary>
    public (string Host, int Port)? ResolveName(string host, int port)
    {
        string[] parts = host.Split('.');
        return parts.Length >= 2 ? Resolve(parts[1], parts[0], port) : null;
    }

    /// <summary>A port of a pod, by number or by the name that a container gives it.</summary>
    public static int? PortOf(JsonObject pod, JsonNode? port)
    {
        if (port.AsNumber() is { } number) return (int)number;
        string name = port!.GetValue<string>();
        return (int?)pod.ObjectsAt("spec", "containers").SelectMany(container => container.ObjectsAt("ports")).FirstOrDefault(entry => entry.Text("name") == name)?.Number("containerPort");
    }
}
