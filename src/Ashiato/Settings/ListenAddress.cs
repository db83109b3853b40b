using System.Globalization;
using System.Net;

namespace Ashiato.Settings;

/// <summary>Where a role listens: an address of this machine and a port.</summary>
/// <param name="Host">The address. <c>localhost</c> is 127.0.0.1 here, so that the printed address is the bound one.</param>
/// <param name="Port">The port; 0 takes any free one.</param>
internal readonly record struct ListenAddress(IPAddress Host, int Port)
{
    /// <summary>True when only this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Host);

    /// <summary>Reads <c>HOST:PORT</c>: an IPv4 address, an IPv6 address in brackets, <c>localhost</c>, or <c>*</c> for every address.</summary>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = default;
        int colon = text.LastIndexOf(':');
        if (colon <= 0) return false;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return false;
        if (HostOf(text[..colon]) is not { } host) return false;
        address = new ListenAddress(host, port);
        return true;
    }

    /// <summary>The address as a URL that this machine can open, with the port that was bound.</summary>
    public Uri ToUrl(int port, bool isEncrypted = false)
    {
        bool isAny = Host.Equals(IPAddress.Any) || Host.Equals(IPAddress.IPv6Any);
        return new UriBuilder(isEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, isAny ? Environment.MachineName : Host.ToString(), port).Uri;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => new IPEndPoint(Host, Port).ToString();

    private static IPAddress? HostOf(string host)
    {
        if (host == "localhost") return IPAddress.Loopback;
        if (host == "*") return IPAddress.IPv6Any;
        bool isBracketed = host is ['[', .., ']'];
        if (!isBracketed && host.Contains(':')) return null;
        // IPAddress reads "80" as 0.0.0.80, which nobody means.
        if (!isBracketed && host.Count(c => c == '.') != 3) return null;
        return IPAddress.TryParse(host, out var address) ? address : null;
    }
}
