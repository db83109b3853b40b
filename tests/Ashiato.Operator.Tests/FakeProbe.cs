using Ashiato.Operator.Resources;
using Ashiato.Operator.Stores;

namespace Ashiato.Operator.Tests;

/// <summary>A store's health without a store, where pods are only said to run.</summary>
internal sealed class FakeProbe : IStoreProbe
{
    public string? Health { get; set; } = "green";

    public Task<string?> AskAsync(StackObject store, string address, string? authority, string token, CancellationToken cancel) => Task.FromResult(Health);
}
