using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Kube.Client;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Certificates;

/// <summary>The addresses of the cluster's nodes, by which Services are reached that have a port on each node. Asked for only where <c>--san-node-addresses</c> says so.</summary>
internal sealed class NodeAddresses(OperatorParts parts)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMinutes(5);
    private static readonly string[] s_types = ["ExternalIP", "InternalIP", "ExternalDNS", "Hostname"];
    private (DateTimeOffset At, IReadOnlyList<string> Addresses)? _seen;

    /// <summary>The addresses that an object's certificate shall name, in order; none unless a Service of its needs them.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(StackObject item, IReadOnlyList<JsonObject> services, CancellationToken cancel)
    {
        if (!parts.Options.NamesNodes || !services.Any(IsReachedByNodes)) return [];
        var now = parts.Time.GetUtcNow();
        if (_seen is { } seen && now - seen.At < s_lookEvery && seen.At <= now) return seen.Addresses;
        try
        {
            var nodes = await parts.Client.ListAsync(ResourceTypes.Nodes, new ListQuery(), cancel);
            IReadOnlyList<string> addresses = [.. nodes.Items.SelectMany(node => node.ObjectsAt("status", "addresses")).Where(address => s_types.Contains(address.Text("type")))
                .OrderBy(address => Array.IndexOf(s_types, address.Text("type"))).ThenBy(address => address.Text("address"), StringComparer.Ordinal).Select(address => address.Text("address")).OfType<string>().Distinct()];
            _seen = (now, addresses);
            return addresses;
        }
        catch (KubeApiException e) when (e.Code == HttpStatusCode.Forbidden)
        {
            parts.Events.Warning(item.Source, "NodeAddressesUnknown", "--san-node-addresses needs the right to list nodes, which deploy/all-in-one.yaml does not give; see docs/kubernetes.md");
            return [];
        }
    }

    /// <summary>True for ports on each node, and for load balancers that have no address, as on machines that have none.</summary>
    private static bool IsReachedByNodes(JsonObject service) => service.Text("spec", "type") switch
    {
        "NodePort" => true,
        "LoadBalancer" => !SubjectNames.BalancerAddresses(service).Any(),
        _ => false,
    };
}
