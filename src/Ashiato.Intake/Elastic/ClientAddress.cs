using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ashiato.Intake.Elastic;

/// <summary>Where a client is: an IP address, and a port when it is known (else 0).</summary>
internal readonly record struct ClientAddress(IPAddress Ip, int Port)
{
    private static readonly SearchValues<byte> s_digitsAndDot = SearchValues.Create("0123456789."u8);

    /// <summary>The address in its text form.</summary>
    public string Text() => Ip.ToString();

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]</c> or <c>[v6]:port</c>. The host must be an IP address.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ClientAddress address)
    {
        address = default;
        if (utf8.IsEmpty || utf8.Length > 64) return false;
        var host = utf8;
        int port = 0;
        if (utf8[0] == (byte)'[')
        {
            int close = utf8.IndexOf((byte)']');
            if (close < 0) return false;
            host = utf8[1..close];
            if (utf8.Length > close + 1 && (utf8[close + 1] != (byte)':' || !TryPort(utf8[(close + 2)..], out port))) return false;
        }
        else if (utf8.Count((byte)':') == 1)
        {
            int colon = utf8.IndexOf((byte)':');
            host = utf8[..colon];
            if (!TryPort(utf8[(colon + 1)..], out port)) return false;
        }
        if (!TryIp(host, out var ip)) return false;
        address = new ClientAddress(ip, port);
        return true;
    }

    /// <summary>Takes the first usable of the headers by which proxies say for whom they ask.</summary>
    public static bool TryFromHeaders(ReadOnlySpan<byte> forwarded, ReadOnlySpan<byte> realIp, ReadOnlySpan<byte> forwardedFor, out ClientAddress address) =>
        TryParse(ForwardedFor(forwarded), out address) || TryParse(Trimmed(realIp), out address) || TryParse(Trimmed(First(forwardedFor, (byte)',')), out address);

    /// <summary>An IP address in its full form; the short forms of the C library (<c>192.1</c>) are not taken.</summary>
    public static bool TryIp(ReadOnlySpan<byte> text, out IPAddress ip)
    {
        ip = IPAddress.None;
        // An address in brackets, perhaps with a port, is a part of a URL.
        if (text.StartsWith("["u8)) return false;
        bool isV6 = text.Contains((byte)':');
        if (!isV6 && (text.Count((byte)'.') != 3 || text.IndexOfAnyExcept(s_digitsAndDot) >= 0 || HasLeadingZero(text))) return false;
        if (!IPAddress.TryParse(Encoding.UTF8.GetString(text), out var parsed)) return false;
        if (isV6 != (parsed.AddressFamily == AddressFamily.InterNetworkV6)) return false;
        ip = parsed;
        return true;
    }

    // "010" is 8 for some and 10 for others, hence an address for nobody.
    private static bool HasLeadingZero(ReadOnlySpan<byte> v4)
    {
        for (int i = 0; i + 1 < v4.Length; i++)
            if (v4[i] == (byte)'0' && v4[i + 1] != (byte)'.' && (i == 0 || v4[i - 1] == (byte)'.')) return true;
        return false;
    }

    /// <summary>The <c>for=</c> of the first element of a <c>Forwarded</c> header, without quotes.</summary>
    private static ReadOnlySpan<byte> ForwardedFor(ReadOnlySpan<byte> header)
    {
        var element = First(header, (byte)',');
        while (!element.IsEmpty)
        {
            var pair = Trimmed(First(element, (byte)';'));
            if (pair.Length > 4 && Ascii.EqualsIgnoreCase(pair[..4], "for="u8)) return Trimmed(pair[4..]).Trim((byte)'"');
            int semicolon = element.IndexOf((byte)';');
            element = semicolon < 0 ? default : element[(semicolon + 1)..];
        }
        return default;
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> list, byte separator)
    {
        int at = list.IndexOf(separator);
        return at < 0 ? list : list[..at];
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text) => text.Trim((byte)' ');

    private static bool TryPort(ReadOnlySpan<byte> text, out int port) =>
        Utf8Parser.TryParse(text, out port, out int length) && length == text.Length && port is >= 0 and <= 65_535;
}
