namespace Ashiato.Certificates.Connections;

/// <summary>How HTTP/2 begins: a preface, then a SETTINGS frame. Source: RFC 9113, 3.4 "HTTP/2 Connection Preface".</summary>
internal static class Http2Start
{
    private const int FrameHeaderBytes = 9;
    private const byte Settings = 4;

    /// <summary>So many bytes tell whether it is right.</summary>
    public static int Length => Preface.Length + FrameHeaderBytes;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    private static ReadOnlySpan<byte> Method => "PRI "u8;

    /// <summary>Whether bytes may be a beginning, right or wrong; no other protocol has such a method.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> start) => Method.StartsWith(start) || start.StartsWith(Method);

    /// <summary>Whether bytes tell already what they begin.</summary>
    public static bool Tells(byte[] start) => !MayBegin(start) || start.Length >= Length || !Preface.StartsWith(start.AsSpan(0, Math.Min(start.Length, Preface.Length)));

    /// <summary>What is wrong with a beginning; <see langword="null"/> when nothing is.</summary>
    public static string? WrongWith(ReadOnlySpan<byte> start)
    {
        if (!Preface.StartsWith(start[..Math.Min(start.Length, Preface.Length)])) return "the preface is not PRI * HTTP/2.0";
        if (start.Length < Length) return "the connection ended within the preface";
        return start[Preface.Length + 3] == Settings ? null : $"the first frame is of type {start[Preface.Length + 3]}, not SETTINGS";
    }
}
