using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;

namespace Ashiato.Kube.TestServer.Controllers;

/// <summary>Gives each namespace what it begins with, and empties it when it goes.</summary>
internal sealed class Namespaces(ClusterObjects cluster, string certificateAuthority) : IController
{
    public async Task StepAsync()
    {
        foreach (var ns in cluster.All(BuiltInResources.Namespaces))
        {
            if (ns.IsDeleting) Empty(ns);
            else await FurnishAsync(ns);
        }
    }

    private async Task FurnishAsync(JsonObject ns)
    {
        if (ns.Text("status", "phase") is null) await cluster.SetStatusAsync(BuiltInResources.Namespaces, ns.Key, new JsonObject { ["phase"] = "Active" });
        if (cluster.Find(BuiltInResources.ServiceAccounts, new ObjectKey(ns.Name, "default")) is null)
            await cluster.CreateAsync(BuiltInResources.ServiceAccounts, New("ServiceAccount", ns.Name, "default"));
        if (cluster.Find(BuiltInResources.ConfigMaps, new ObjectKey(ns.Name, "kube-root-ca.crt")) is null)
        {
            var map = New("ConfigMap", ns.Name, "kube-root-ca.crt");
            map["data"] = new JsonObject { ["ca.crt"] = certificateAuthority };
            await cluster.CreateAsync(BuiltInResources.ConfigMaps, map);
        }
    }

    private void Empty(JsonObject ns)
    {
        var contents = cluster.Store.Everything().Where(entry => entry.Object.Namespace == ns.Name).Select(entry => entry.Object).ToList();
        foreach (var item in contents.Where(item => !item.IsDeleting)) cluster.Delete(cluster.ResourceOf(item), item.Key);
        if (contents.Count == 0) cluster.Store.TryRemove(BuiltInResources.Namespaces.StoreKey, ns);
    }

    private static JsonObject New(string kind, string ns, string name) =>
        new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns } };
}
