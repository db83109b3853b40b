using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>The parts of a URL reference, complete or relative, in the text that it came with.</summary>
/// <remarks>Source: RFC 3986, as lenient and as strict as the reference's parser: see <see cref="TryParse"/>.</remarks>
internal readonly ref struct UrlParts
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> s_schemeRest = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."u8);
    private static readonly SearchValues<byte> s_notInHost = SearchValues.Create(" \"<>\\^`{|}"u8);

    private UrlParts(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> host, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, ReadOnlySpan<byte> fragment)
    {
        Scheme = scheme;
        Host = host;
        Path = path;
        Query = query;
        Fragment = fragment;
    }

    /// <summary>Without the colon; empty for a relative reference.</summary>
    public ReadOnlySpan<byte> Scheme { get; }

    /// <summary>Host and port, without a user's name.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>As it was sent, escapes included. Empty for a URL without hierarchy, such as <c>mailto:a</c>.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Without the question mark.</summary>
    public ReadOnlySpan<byte> Query { get; }

    /// <summary>Without the number sign.</summary>
    public ReadOnlySpan<byte> Fragment { get; }

    /// <summary>Takes a reference apart.</summary>
    /// <returns>
    /// <see langword="false"/> for control characters, a colon where only a path can begin, blanks in the host, a bracket that is never closed, a port that is no number, or broken
    /// escapes in the path or the fragment.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> url, out UrlParts parts)
    {
        parts = default;
        if (url.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || url.Contains((byte)0x7F)) return false;
        var rest = Before(url, (byte)'#', out var fragment);
        if (!TryTakeScheme(ref rest, out var scheme)) return false;
        rest = Before(rest, (byte)'?', out var query);
        ReadOnlySpan<byte> host = default;
        if (rest.StartsWith("//"u8) && (!scheme.IsEmpty || !rest.StartsWith("///"u8)))
        {
            rest = rest[2..];
            int slash = rest.IndexOf((byte)'/');
            host = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? default : rest[slash..];
            host = host[(host.LastIndexOf((byte)'@') + 1)..];
            if (host.IndexOfAny(s_notInHost) >= 0 || (host.StartsWith("["u8) && !host.Contains((byte)']')) || !TryPort(host, out _)) return false;
        }
        else if (!rest.StartsWith("/"u8))
        {
            // Opaque behind a scheme; without one, "host:80" would look like a scheme that it is not.
            if (!scheme.IsEmpty) rest = default;
            else if (Before(rest, (byte)'/', out _).Contains((byte)':')) return false;
        }
        if (!HasWholeEscapes(rest) || !HasWholeEscapes(fragment)) return false;
        parts = new UrlParts(LowerCase(scheme), host, rest, query, fragment);
        return true;
    }

    /// <summary>A scheme as it is kept. Allocates only when it has capitals.</summary>
    private static ReadOnlySpan<byte> LowerCase(ReadOnlySpan<byte> scheme)
    {
        if (!scheme.ContainsAnyInRange((byte)'A', (byte)'Z')) return scheme;
        byte[] lower = scheme.ToArray();
        Ascii.ToLowerInPlace(lower, out _);
        return lower;
    }

    /// <summary>The host without port and brackets.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> host)
    {
        host = WithoutPort(host);
        return host is [(byte)'[', .., (byte)']'] ? host[1..^1] : host;
    }

    /// <summary>The host without port, an IPv6 address in its brackets, as it stands in URLs.</summary>
    public static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> host)
    {
        int close = host.StartsWith("["u8) ? host.IndexOf((byte)']') : -1;
        if (close > 0) return host[..(close + 1)];
        int colon = host.LastIndexOf((byte)':');
        return colon < 0 ? host : host[..colon];
    }

    /// <summary>The port of a host; 0 when none is said.</summary>
    public static int PortOf(ReadOnlySpan<byte> host) => TryPort(host, out int port) ? port : 0;

    /// <summary>The port that a scheme has when none is said; 0 when it is not known.</summary>
    public static int DefaultPortOf(ReadOnlySpan<byte> scheme) =>
        scheme.SequenceEqual("http"u8) ? 80 : scheme.SequenceEqual("https"u8) ? 443 : 0;

    private static bool TryPort(ReadOnlySpan<byte> host, out int port)
    {
        port = 0;
        int bracket = host.LastIndexOf((byte)']');
        int colon = host[(bracket + 1)..].IndexOf((byte)':');
        if (colon < 0) return true;
        var digits = host[(bracket + 1 + colon + 1)..];
        if (digits.IsEmpty) return true;
        return digits.IndexOfAnyExcept(s_digits) < 0 && Utf8Parser.TryParse(digits, out port, out _);
    }

    /// <summary>Takes the scheme off. Letters behind which no colon follows are a path.</summary>
    private static bool TryTakeScheme(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> scheme)
    {
        scheme = default;
        if (rest.StartsWith(":"u8)) return false;
        if (rest.IsEmpty || !char.IsAsciiLetter((char)rest[0])) return true;
        int end = rest.IndexOfAnyExcept(s_schemeRest);
        if (end < 0 || rest[end] != (byte)':') return true;
        scheme = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }

    private static bool HasWholeEscapes(ReadOnlySpan<byte> path)
    {
        while (path.IndexOf((byte)'%') is var at and >= 0)
        {
            if (path.Length < at + 3 || !char.IsAsciiHexDigit((char)path[at + 1]) || !char.IsAsciiHexDigit((char)path[at + 2])) return false;
            path = path[(at + 3)..];
        }
        return true;
    }

    private static ReadOnlySpan<byte> Before(ReadOnlySpan<byte> text, byte separator, out ReadOnlySpan<byte> after)
    {
        int at = text.IndexOf(separator);
        after = at < 0 ? default : text[(at + 1)..];
        return at < 0 ? text : text[..at];
    }
}
