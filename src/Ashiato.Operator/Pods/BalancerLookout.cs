using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Kube.Objects;
using Ashiato.Operator.Certificates;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Running;

namespace Ashiato.Operator.Pods;

/// <summary>Looks at objects by their load balancers' addresses, as agents and people outside dial them.</summary>
/// <remarks>Not every cluster leads its own pods to such an address. One that does not answer says nothing about what it shows, and is left alone for a while.</remarks>
internal sealed class BalancerLookout(OperatorParts parts)
{
    private const int MostAddresses = 4, MostSilent = 1000;
    private static readonly TimeSpan s_leftAlone = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _silent = new();

    /// <summary>The addresses that load balancers gave an object.</summary>
    public IReadOnlyList<string> AddressesOf(StackObject item) => Service(item) is { } service ? [.. SubjectNames.BalancerAddresses(service)] : [];

    /// <summary>The addresses that show another certificate.</summary>
    /// <param name="item">The object.</param>
    /// <param name="expected">SHA-256 of the certificate that is served, in hex.</param>
    /// <param name="cancel">Ends the look.</param>
    public async Task<IReadOnlyList<string>> OthersAsync(StackObject item, string expected, CancellationToken cancel)
    {
        int port = (int)(Service(item)?.ObjectsAt("spec", "ports").FirstOrDefault()?.Number("port") ?? item.Kind.Port);
        // Side by side, since each that is silent takes a few seconds.
        var looks = AddressesOf(item).Take(MostAddresses).Select(address => ShowsOtherAsync(item, address, port, expected, cancel)).ToList();
        return [.. (await Task.WhenAll(looks)).OfType<string>()];
    }

    private async Task<string?> ShowsOtherAsync(StackObject item, string address, int port, string expected, CancellationToken cancel)
    {
        string key = $"{item.Source.Uid} {address}";
        var now = parts.Time.GetUtcNow();
        if (_silent.TryGetValue(key, out var since) && now - since < s_leftAlone) return null;
        if (await parts.PodProbe.LookAsync(item, address, port, expected, token: null, cancel) is not { } sight)
        {
            if (_silent.Count >= MostSilent) _silent.Clear();
            _silent[key] = now;
            return null;
        }
        _silent.TryRemove(key, out _);
        return sight.IsExpected ? null : address;
    }

    private JsonObject? Service(StackObject item) => parts.View.Child(item, ResourceTypes.Services, item.HttpService) is { } service && service.Text("spec", "type") == "LoadBalancer" ? service : null;
}
