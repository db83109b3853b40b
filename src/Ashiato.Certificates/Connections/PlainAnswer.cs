using System.Buffers.Binary;
using System.Text;

namespace Ashiato.Certificates.Connections;

/// <summary>What a client gets that speaks without TLS where TLS is spoken: an answer in its own protocol.</summary>
internal static class PlainAnswer
{
    private const string Sentence = "This port speaks TLS, and this request came without it. Write https:// instead of http:// in the client's server URL.";

    private static ReadOnlySpan<byte> Http2Begins => "PRI * HTTP/2.0"u8;

    /// <summary>The answer to a request, and what was seen of it.</summary>
    /// <param name="start">What the client sent first.</param>
    public static (byte[] Answer, string Protocol, string? FirstLine, string? UserAgent) To(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(Http2Begins)) return (GoAway(), "HTTP/2", null, null);
        string text = Encoding.Latin1.GetString(start);
        int end = text.IndexOf('\r', StringComparison.Ordinal);
        string line = end < 0 ? text : text[..end];
        return (BadRequest(), "HTTP/1.1", IsRequest(line) ? Without(line, '?') : null, Header(text, "user-agent:"));
    }

    /// <summary>Whether bytes hold the head of a request, or are none at all.</summary>
    public static bool IsHead(ReadOnlySpan<byte> start) =>
        start.StartsWith(Http2Begins) ? start.Length >= Http2Begins.Length : start.IndexOf("\r\n\r\n"u8) >= 0 || !char.IsAsciiLetterUpper((char)start[0]);

    private static byte[] BadRequest()
    {
        string body = Sentence + "\n";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    /// <summary>Empty SETTINGS, then GOAWAY with the sentence as debug data. Source: RFC 9113, 6.5, 6.8.</summary>
    private static byte[] GoAway()
    {
        const int HeaderBytes = 9;
        const byte Settings = 4, GoAwayType = 7, InadequateSecurity = 0xC;
        byte[] text = Encoding.ASCII.GetBytes(Sentence);
        byte[] frames = new byte[HeaderBytes + HeaderBytes + 8 + text.Length];
        frames[3] = Settings;
        var second = frames.AsSpan(HeaderBytes);
        BinaryPrimitives.WriteUInt16BigEndian(second[1..], (ushort)(8 + text.Length));
        second[3] = GoAwayType;
        second[HeaderBytes + 7] = InadequateSecurity;
        text.CopyTo(second[(HeaderBytes + 8)..]);
        return frames;
    }

    private static bool IsRequest(string line) => line.Length is > 0 and < 4096 && line.Contains(" HTTP/", StringComparison.Ordinal);

    // What follows may hold a secret.
    private static string Without(string line, char from)
    {
        int at = line.IndexOf(from, StringComparison.Ordinal);
        return at < 0 ? line : line[..at];
    }

    private static string? Header(string head, string name)
    {
        int at = head.IndexOf("\n" + name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        int begin = at + 1 + name.Length, end = head.IndexOf('\r', begin);
        return end < 0 ? null : head[begin..end].Trim();
    }
}
