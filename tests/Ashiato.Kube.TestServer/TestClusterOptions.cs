using Ashiato.Kube.TestServer.Kubelets;

namespace Ashiato.Kube.TestServer;

/// <summary>What kind of cluster a test needs.</summary>
internal sealed record TestClusterOptions
{
    /// <summary>True to start pods as processes; otherwise they are only said to run.</summary>
    public bool RunsPods { get; init; }

    /// <summary>What images stand for.</summary>
    public IReadOnlyList<Image> Images { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
