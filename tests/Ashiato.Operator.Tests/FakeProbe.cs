using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ashiato.Operator.Pods;
using Ashiato.Operator.Resources;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Tests;

/// <summary>What stores and pods say, where pods are only said to run.</summary>
internal sealed class FakeProbe : IStoreProbe, IPodProbe
{
    /// <summary>What each pod shows.</summary>
    public PodSight? Sight { get; set; } = new(true, new JsonObject { ["findings"] = new JsonArray(), ["previousTokenUses"] = 0 });

    /// <summary>Addresses that show something else than the pods, and at which port they were looked at.</summary>
    public ConcurrentDictionary<string, int> Others { get; } = new();

    public Task<PodSight?> LookAsync(StackObject item, string address, int port, string expected, string? token, CancellationToken cancel)
    {
        if (Others.ContainsKey(address))
        {
            Others[address] = port;
            return Task.FromResult<PodSight?>(new PodSight(false, null));
        }
        return Task.FromResult(Sight is null ? null : new PodSight(Sight.IsExpected, token is null ? null : Sight.Diagnostics));
    }

    public string? Health { get; set; } = "green";

    public Task<string?> AskAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => Task.FromResult(Health);

    /// <summary>Whether stores take a token.</summary>
    public Func<string, bool> Knows { get; set; } = _ => true;

    public Task<bool> KnowsAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => Task.FromResult(Knows(token));
}
