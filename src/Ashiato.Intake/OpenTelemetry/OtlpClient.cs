using System.Net;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Who sent a request: kept with the events of apps on phones, which have no other address.</summary>
/// <param name="Ip">The client, by what a proxy says or else the peer.</param>
/// <param name="Port">Its port, or 0.</param>
/// <param name="ProxyIp">The peer when a proxy spoke for the client.</param>
internal sealed record OtlpClient(IPAddress Ip, int Port, IPAddress? ProxyIp);
