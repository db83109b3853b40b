using System.Text.Json.Nodes;

namespace Ashiato.Operator.Pods;

/// <summary>What was last seen of an object's pods.</summary>
/// <param name="IsServed">True when all show the certificate that was issued last; <see langword="null"/> when none could be looked at, or there is no TLS.</param>
/// <param name="Message">Which do not.</param>
/// <param name="Diagnostics">What servers say about agents that do not get through; <see langword="null"/> when none said anything.</param>
internal sealed record PodsSeen(bool? IsServed, string Message, IReadOnlyList<JsonObject>? Diagnostics)
{
    public static readonly PodsSeen Nothing = new(null, "", null);

    /// <summary>True when the pods are right and what leads to them is not: that may be so for good.</summary>
    public bool IsElsewhere { get; init; }
}
