using System.Net;

namespace Ashiato.Certificates.Connections;

/// <summary>What was seen of a connection that came to nothing.</summary>
/// <param name="Trouble">Why.</param>
/// <param name="Client">Where it came from; <see langword="null"/> for a socket without addresses.</param>
/// <param name="LocalPort">At which port it arrived.</param>
/// <param name="Protocol">What was spoken, such as <c>TLS 1.2</c> or <c>HTTP/1.1</c>; <see langword="null"/> when nothing was.</param>
/// <param name="Dialled">What the client has dialled: the name that it gave, or else the address at which it arrived.</param>
/// <param name="Detail">What was seen exactly, for people: an alert, versions, the first line; <see langword="null"/> when there is no more to say.</param>
/// <param name="UserAgent">What the client calls itself; <see langword="null"/> when it had no time to say so.</param>
public sealed record ConnectionFinding(
    ConnectionTrouble Trouble, IPAddress? Client, int LocalPort, string? Protocol = null, string? Dialled = null, string? Detail = null, string? UserAgent = null)
{
    /// <summary>True when the client itself said what it does not like, by an alert of TLS, rather than left without a word.</summary>
    public bool IsSaid { get; init; }
}
