using System.IO.Compression;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Brotli. At its fastest it is smaller and faster to write than zlib at its fastest.</summary>
internal sealed class BrotliCodec : IBlockCodec
{
    private const int WindowBits = 20;

    private readonly int _quality;

    private BrotliCodec(int quality) => _quality = quality;

    /// <summary>For what is written as events come.</summary>
    public static BrotliCodec Fast { get; } = new(1);

    /// <summary>For what is written once, when segments are merged.</summary>
    public static BrotliCodec Small { get; } = new(5);

    public byte Id => 1;

    public void Compress(ReadOnlySpan<byte> block, PooledBuffer output)
    {
        var target = output.GetSpan(BrotliEncoder.GetMaxCompressedLength(block.Length));
        if (!BrotliEncoder.TryCompress(block, target, out int written, _quality, WindowBits))
            throw new InvalidOperationException($"Brotli did not fit {block.Length} bytes into the space that it asks for.");
        output.Advance(written);
    }

    public bool TryDecompress(ReadOnlySpan<byte> stored, Span<byte> block) =>
        BrotliDecoder.TryDecompress(stored, block, out int written) && written == block.Length;
}
