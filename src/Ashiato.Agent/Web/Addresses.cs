using System.Net;
using Ashiato.Agent.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Ashiato.Agent.Web;

/// <summary>Addresses of clients as text and of servers in parts, without making them anew for each request of the same client or to the same server.</summary>
internal static class Addresses
{
    private static volatile Tuple<IPAddress, string>? s_last;
    private static volatile Tuple<string, string, object?>? s_lastHost;

    /// <summary>The text of an address; an IPv4 address in IPv6's clothes is shown as it is.</summary>
    public static string TextOf(IPAddress address)
    {
        if (s_last is { } last && last.Item1.Equals(address)) return last.Item2;
        string text = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        s_last = Tuple.Create(address, text);
        return text;
    }

    /// <summary>Name and port that a client asked for; the port is a boxed number.</summary>
    public static (string Name, object? Port) PartsOf(HostString host)
    {
        string text = host.Value!;
        if (s_lastHost is not { } last || last.Item1 != text) s_lastHost = last = Tuple.Create(text, host.Host, host.Port is { } port ? Boxes.Of(port) : null);
        return (last.Item2, last.Item3);
    }
}
