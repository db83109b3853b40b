using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>URLs, complete or put together from what is known of them.</content>
internal sealed partial class OtlpDecoder
{
    private readonly ByteBuffer _host = new();
    private readonly ByteBuffer _url = new();

    /// <summary>Sets the parts of a URL. What a relative one leaves out is in <see cref="_host"/> and the scheme.</summary>
    private void SetUrl(ReadOnlySpan<byte> original, ReadOnlySpan<byte> scheme)
    {
        Share(Fields.UrlOriginal, original);
        if (!UrlParts.TryParse(original, out var parts)) return;
        var host = parts.Host.IsEmpty ? _host.Written : parts.Host;
        if (!parts.Scheme.IsEmpty) scheme = parts.Scheme;
        else if (scheme.IsEmpty) scheme = "http"u8;
        Share(Fields.UrlScheme, scheme);
        Share(Fields.UrlDomain, Utf8Text.Cut(UrlParts.NameOf(host)));
        Share(Fields.UrlPath, Utf8Text.Cut(Unescaped(parts.Path)));
        Share(Fields.UrlQuery, parts.Query);
        Share(Fields.UrlFragment, Utf8Text.Cut(Unescaped(parts.Fragment)));
        if (UrlParts.PortOf(host) is var port and not 0) Share(Fields.UrlPort, port);
        bool isComplete = original.StartsWith(scheme) && !parts.Scheme.IsEmpty && (!parts.Host.IsEmpty || parts.Path.IsEmpty);
        isComplete &= UrlText.IsPath(parts.Path) && UrlText.IsFragment(parts.Fragment) && !original.EndsWith("#"u8);
        Share(Fields.UrlFull, isComplete ? original : Completed(parts, scheme, host));
    }

    private ReadOnlySpan<byte> Completed(scoped in UrlParts parts, ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> host)
    {
        _json.Clear();
        _json.Add(scheme);
        _json.Add((byte)':');
        if (!host.IsEmpty || !parts.Path.IsEmpty) _json.Add("//"u8);
        _json.Add(host);
        if (!parts.Path.IsEmpty && parts.Path[0] != (byte)'/') _json.Add((byte)'/');
        if (UrlText.IsPath(parts.Path)) _json.Add(parts.Path);
        else UrlText.AddPath(Unescaped(parts.Path), _json);
        if (!parts.Query.IsEmpty)
        {
            _json.Add((byte)'?');
            _json.Add(parts.Query);
        }
        if (!parts.Fragment.IsEmpty)
        {
            _json.Add((byte)'#');
            if (UrlText.IsFragment(parts.Fragment)) _json.Add(parts.Fragment);
            else UrlText.AddFragment(Unescaped(parts.Fragment), _json);
        }
        return Utf8Text.Cut(_json.Written);
    }

    /// <summary>A path, or fragment, with its escapes resolved.</summary>
    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> part)
    {
        if (!part.Contains((byte)'%')) return part;
        _text.Clear();
        while (part.IndexOf((byte)'%') is var at and >= 0)
        {
            _text.Add(part[..at]);
            _text.Add((byte)((HexDigit(part[at + 1]) << 4) | HexDigit(part[at + 2])));
            part = part[(at + 3)..];
        }
        _text.Add(part);
        return Utf8Text.Valid(_text.Written);
    }

    private static int HexDigit(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>Adds <c>:port</c>, and brackets around the host when it is an IPv6 address.</summary>
    private static void AddPort(ByteBuffer host, long port)
    {
        if (host.Written.Contains((byte)':') && host.Written[0] != (byte)'[')
        {
            byte[] address = host.Written.ToArray();
            host.Clear();
            host.Add((byte)'[');
            host.Add(address);
            host.Add((byte)']');
        }
        host.Add((byte)':');
        host.Add(port);
    }
}
