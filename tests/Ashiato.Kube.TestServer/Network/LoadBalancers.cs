using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Kube.TestServer.Api;
using Ashiato.Kube.TestServer.Controllers;
using Ashiato.Kube.TestServer.Storage;

namespace Ashiato.Kube.TestServer.Network;

/// <summary>Gives services of type LoadBalancer addresses, and really listens there and on cluster addresses.</summary>
internal sealed class LoadBalancers(ClusterObjects cluster, ServiceAddresses services, TimeProvider time) : IController, IDisposable
{
    private readonly Dictionary<(string Address, int Port, string Service), TcpForwarder> _forwarders = [];
    private readonly ConcurrentDictionary<ObjectKey, IReadOnlyList<string>> _given = new();

    /// <summary>How long an address takes; the default is a moment.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>False leaves services without addresses.</summary>
    public bool GivesAddresses { get; set; } = true;

    /// <summary>True to listen; tests of the operator alone need no sockets.</summary>
    public bool Listens { get; set; } = true;

    /// <summary>Gives a service other addresses, or host names.</summary>
    public async Task SetAsync(ObjectKey key, params string[] addresses)
    {
        _given[key] = addresses;
        await WriteAsync(key, addresses);
    }

    public async Task StepAsync()
    {
        var wanted = new HashSet<(string Address, int Port, string Service)>();
        foreach (var service in cluster.All(BuiltInResources.Services).Where(service => !service.IsDeleting))
        {
            if (service.Text("spec", "type") == "LoadBalancer") await BalanceAsync(service);
            if (!Listens) continue;
            var addresses = service.ObjectsAt("status", "loadBalancer", "ingress").Select(ingress => ingress.Text("ip")).Append(service.Text("spec", "clusterIP"));
            foreach (string address in addresses.OfType<string>().Where(address => IPAddress.TryParse(address, out _)))
                foreach (var port in service.ObjectsAt("spec", "ports")) wanted.Add((address, (int)port.Number("port")!, service.Key.ToString()));
        }
        foreach (var gone in _forwarders.Keys.Where(key => !wanted.Contains(key)).ToList())
        {
            _forwarders.Remove(gone, out var forwarder);
            forwarder!.Dispose();
        }
        foreach (var key in wanted.Where(key => !_forwarders.ContainsKey(key))) Listen(key);
    }

    public void Dispose()
    {
        foreach (var forwarder in _forwarders.Values) forwarder.Dispose();
    }

    private void Listen((string Address, int Port, string Service) key)
    {
        string[] names = key.Service.Split('/');
        try
        {
            _forwarders[key] = new TcpForwarder(IPAddress.Parse(key.Address), key.Port, () => services.Resolve(names[0], names[1], key.Port));
        }
        catch (SocketException)
        {
            // Ports below 1024 need rights; without them nobody listens there, and who connects sees that.
        }
    }

    private async Task BalanceAsync(JsonObject service)
    {
        if (!GivesAddresses || service.ObjectsAt("status", "loadBalancer", "ingress").Any()) return;
        if (!KubeTime.TryParse(service.Text("metadata", "creationTimestamp"), out var made) || time.GetUtcNow() - made < Delay) return;
        await WriteAsync(service.Key, _given.GetOrAdd(service.Key, _ => [Addresses.Next("balancer")]));
    }

    private Task WriteAsync(ObjectKey key, IReadOnlyList<string> addresses) => cluster.SetStatusAsync(BuiltInResources.Services, key, new JsonObject
    {
        ["loadBalancer"] = new JsonObject
        {
            ["ingress"] = new JsonArray([.. addresses.Select(address => (JsonNode)new JsonObject { [IPAddress.TryParse(address, out _) ? "ip" : "hostname"] = address })]),
        },
    });
}
