using System.Text.Json.Nodes;
using Ashiato.Operator.Resources;

namespace Ashiato.Operator.Pods;

/// <summary>What a pod shows to who connects.</summary>
/// <param name="IsExpected">True when it is the certificate that was expected.</param>
/// <param name="Diagnostics">What the server says about agents that do not get through; <see langword="null"/> when it was not asked, or has nothing to say.</param>
internal sealed record PodSight(bool IsExpected, JsonObject? Diagnostics);

/// <summary>Connects to pods, and to what leads to them, as a client would.</summary>
internal interface IPodProbe
{
    /// <summary>Looks at one address.</summary>
    /// <param name="item">The object that is reached there.</param>
    /// <param name="address">The address or host name of a pod or load balancer.</param>
    /// <param name="port">The port.</param>
    /// <param name="expected">SHA-256 of the certificate that it shall show, in hex.</param>
    /// <param name="token">The store's token, with which a server tells what it saw; shown only behind the expected certificate. <see langword="null"/> asks for nothing.</param>
    /// <param name="cancel">Ends the look.</param>
    /// <returns><see langword="null"/> when nobody answers.</returns>
    Task<PodSight?> LookAsync(StackObject item, string address, int port, string expected, string? token, CancellationToken cancel);
}
