using System.Net;

namespace Ashiato.Agent.Web;

/// <summary>Addresses of clients as text, without making it anew for each request of the same client.</summary>
internal static class Addresses
{
    private static volatile Tuple<IPAddress, string>? s_last;

    /// <summary>The text of an address; an IPv4 address in IPv6's clothes is shown as it is.</summary>
    public static string TextOf(IPAddress address)
    {
        if (s_last is { } last && last.Item1.Equals(address)) return last.Item2;
        string text = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        s_last = Tuple.Create(address, text);
        return text;
    }
}
