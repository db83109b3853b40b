using Ashiato.Kube.Client;
using Ashiato.Kube.TestServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ashiato.Kube.Tests;

internal static class Clients
{
    /// <summary>A client that may ask as fast as it likes.</summary>
    public static KubeClient Of(TestCluster cluster, string? user = null) =>
        new(cluster.Connect(user), new KubeClientOptions { FieldManager = "test", UserAgent = "test/1", RequestsPerSecond = 10_000, Burst = 10_000 }, NullLogger.Instance, TimeProvider.System);
}
