using System.Buffers.Binary;
using System.Text;

namespace Ashiato.Certificates.Connections;

/// <summary>What a client says first when it begins TLS: the versions that it speaks, and whom it dials.</summary>
/// <remarks>
/// Read before the handshake, because the answer to a client that is too old costs nothing then, and because of a handshake that failed nothing
/// else is known. Source: RFC 8446, 4.1.2 "Client Hello", 4.2 "Extensions"; RFC 6066, 3 "Server Name Indication".
/// </remarks>
internal readonly record struct ClientHello(ushort HighestVersion, string ServerName)
{
    /// <summary>TLS 1.2, the lowest version that is spoken here.</summary>
    public const ushort Tls12 = 0x0303;

    private const int RecordHeaderBytes = 5;
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const ushort ServerNameExtension = 0;
    private const ushort SupportedVersionsExtension = 43;

    /// <summary>Whether bytes begin as TLS does.</summary>
    public static bool IsTls(ReadOnlySpan<byte> start) => start is [HandshakeRecord, 3, ..] or [HandshakeRecord];

    /// <summary>The length of the first record with its header; 0 while that is not known.</summary>
    public static int LengthOf(ReadOnlySpan<byte> start) =>
        start.Length < RecordHeaderBytes ? 0 : RecordHeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(start[3..]);

    /// <summary>Reads the first record.</summary>
    /// <returns>False when it is no whole ClientHello; that need not be wrong, since one may be cut into several records.</returns>
    public static bool TryRead(ReadOnlySpan<byte> record, out ClientHello hello)
    {
        hello = default;
        if (record.Length < RecordHeaderBytes + 4 || record[0] != HandshakeRecord || record[RecordHeaderBytes] != ClientHelloMessage) return false;
        var rest = record[(RecordHeaderBytes + 4)..];
        if (rest.Length < 34) return false;
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(rest);
        rest = rest[34..];
        if (!Take(ref rest, 1, out _) || !Take(ref rest, 2, out _) || !Take(ref rest, 1, out _)) return false;
        string name = "";
        // Clients of SSL 3 and some of TLS 1.0 send no extensions at all.
        if (Take(ref rest, 2, out var extensions))
        {
            while (extensions.Length >= 4)
            {
                ushort type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
                extensions = extensions[2..];
                if (!Take(ref extensions, 2, out var content)) break;
                if (type == ServerNameExtension) name = NameIn(content);
                else if (type == SupportedVersionsExtension) version = HighestIn(content, version);
            }
        }
        hello = new ClientHello(version, name);
        return true;
    }

    /// <summary>The name of a version.</summary>
    public static string NameOf(ushort version) => version switch
    {
        0x0300 => "SSL 3.0",
        0x0301 => "TLS 1.0",
        0x0302 => "TLS 1.1",
        0x0303 => "TLS 1.2",
        0x0304 => "TLS 1.3",
        _ => $"TLS 0x{version:x4}",
    };

    private static string NameIn(ReadOnlySpan<byte> content)
    {
        if (!Take(ref content, 2, out var list) || list.Length < 1 || list[0] != 0) return "";
        list = list[1..];
        if (!Take(ref list, 2, out var name)) return "";
        string text = Encoding.ASCII.GetString(name);
        return CertificateNames.IsHostName(text) ? text : "";
    }

    private static ushort HighestIn(ReadOnlySpan<byte> content, ushort otherwise)
    {
        if (!Take(ref content, 1, out var versions)) return otherwise;
        ushort highest = 0;
        for (; versions.Length >= 2; versions = versions[2..])
        {
            ushort version = BinaryPrimitives.ReadUInt16BigEndian(versions);
            // Values like 0x?a?a are there to be ignored: RFC 8701.
            if ((version & 0x0F0F) != 0x0A0A && version <= 0x0304) highest = Math.Max(highest, version);
        }
        return highest == 0 ? otherwise : highest;
    }

    /// <summary>Takes a part that is preceded by its length.</summary>
    private static bool Take(ref ReadOnlySpan<byte> rest, int lengthBytes, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (rest.Length < lengthBytes) return false;
        int length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < lengthBytes + length) return false;
        part = rest.Slice(lengthBytes, length);
        rest = rest[(lengthBytes + length)..];
        return true;
    }
}
