using System.IO.Compression;

namespace Ashiato.Bench.Data;

/// <summary>Bodies as agents send them.</summary>
internal static class Gzip
{
    public static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body);
        return zipped.ToArray();
    }
}
