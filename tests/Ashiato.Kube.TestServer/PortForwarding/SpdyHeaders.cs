using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Ashiato.Kube.TestServer.PortForwarding;

/// <summary>Reads the headers of a SPDY connection: one compressed stream that begins with a dictionary both sides know.</summary>
internal sealed class SpdyHeaders
{
    private readonly FeedStream _compressed = new();
    private readonly DeflateStream _plain;
    private bool _isFirst = true;

    public SpdyHeaders()
    {
        _plain = new DeflateStream(_compressed, CompressionMode.Decompress);
        byte[] dictionary = SpdyDictionary.Bytes;
        // .NET takes no dictionary; a stored block that holds it has the same effect on what follows.
        byte[] block = new byte[5 + dictionary.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)dictionary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~dictionary.Length);
        dictionary.CopyTo(block, 5);
        _compressed.Feed(block);
        _plain.ReadExactly(new byte[dictionary.Length]);
    }

    /// <summary>Reads one block of headers.</summary>
    public Dictionary<string, string> Read(ReadOnlyMemory<byte> block)
    {
        // The first block begins with zlib's own header and the dictionary's checksum: six bytes.
        _compressed.Feed(_isFirst ? block[6..] : block);
        _isFirst = false;
        var headers = new Dictionary<string, string>();
        int count = Number();
        for (int i = 0; i < count; i++) headers[Text()] = Text();
        return headers;
    }

    private int Number()
    {
        Span<byte> four = stackalloc byte[4];
        _plain.ReadExactly(four);
        return BinaryPrimitives.ReadInt32BigEndian(four);
    }

    private string Text()
    {
        byte[] text = new byte[Number()];
        _plain.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }
}
