using System.Net;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Certificates;

/// <summary>What a certificate names: every name and address by which an object may be dialled.</summary>
/// <param name="All">In order, without duplicates.</param>
/// <param name="WaitsForAddress">True while a load balancer has not given its address.</param>
/// <param name="IsCut">True when there were more than a certificate may have.</param>
internal sealed record SubjectNames(IReadOnlyList<string> All, bool WaitsForAddress, bool IsCut)
{
    private const int Most = 100;

    /// <summary>The common name.</summary>
    public static string CommonName(StackObject item) => $"{item.HttpService}.{item.Namespace}.{item.Kind.Suffix}.local";

    /// <summary>Collects the names.</summary>
    /// <param name="item">The object.</param>
    /// <param name="services">Its Services, as they are in the cluster.</param>
    /// <param name="gone">Addresses that load balancers had until lately.</param>
    /// <param name="nodes">Addresses of nodes by which a Service is reached.</param>
    /// <param name="clusterDomain">The domain of the cluster's DNS.</param>
    public static SubjectNames Of(StackObject item, IReadOnlyList<JsonObject> services, IReadOnlyList<string> gone, IReadOnlyList<string> nodes, string clusterDomain)
    {
        var names = new List<string> { CommonName(item), item.HttpService };
        foreach (var service in services)
        {
            string full = $"{service.Name}.{item.Namespace}.svc";
            names.AddRange([full, $"{service.Name}.{item.Namespace}", $"{full}.{clusterDomain}", service.Name]);
        }
        foreach (var service in services) names.AddRange(Addresses(service));
        var clusterAddresses = services.SelectMany(service => service.ListAt("spec", "clusterIPs")).Select(address => address?.ToString() ?? "").Where(address => address is not ("" or "None")).ToList();
        names.AddRange(clusterAddresses);
        names.AddRange(nodes);
        foreach (var given in item.Spec.ObjectsAt("http", "tls", "selfSignedCertificate", "subjectAltNames"))
        {
            if (given.Text("dns") is { } dns) names.Add(dns);
            if (given.Text("ip") is { } ip) names.Add(ip);
        }
        names.AddRange(["localhost", "127.0.0.1", "::1"]);
        names.AddRange(gone);

        var distinct = names.Select(Normal).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        bool isCut = distinct.Count > Most;
        // Those that are gone are the last of the list, and go first; cluster addresses are for those inside, who have names.
        if (isCut) distinct = [.. distinct.Where(name => !clusterAddresses.Contains(name) && !nodes.Contains(name)).Take(Most)];
        bool waits = services.Any(service => service.Text("spec", "type") == "LoadBalancer" && !service.ObjectsAt("status", "loadBalancer", "ingress").Any());
        return new SubjectNames(distinct, waits, isCut);
    }

    /// <summary>The addresses that a load balancer gave a Service.</summary>
    public static IEnumerable<string> BalancerAddresses(JsonObject service)
    {
        foreach (var ingress in service.ObjectsAt("status", "loadBalancer", "ingress"))
        {
            if (ingress.Text("ip") is { } ip) yield return ip;
            if (ingress.Text("hostname") is { } hostname) yield return hostname;
        }
    }

    /// <summary>The addresses by which a Service is reached from outside.</summary>
    public static IEnumerable<string> Addresses(JsonObject service)
    {
        foreach (string address in BalancerAddresses(service)) yield return address;
        foreach (var address in service.ListAt("spec", "externalIPs")) yield return address!.ToString();
        if (service.Text("spec", "loadBalancerIP") is { Length: > 0 } asked) yield return asked;
        if (service.Annotation("external-dns.alpha.kubernetes.io/hostname") is { } hostnames)
            foreach (string hostname in hostnames.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) yield return hostname;
    }

    /// <summary>A name or address in the one form in which it is compared.</summary>
    public static string Normal(string name)
    {
        if (!IPAddress.TryParse(name, out var address)) return name.TrimEnd('.');
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
