using System.Buffers;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>No compression, for blocks that would only grow.</summary>
internal sealed class PlainCodec : IBlockCodec
{
    public byte Id => 0;

    public void Compress(ReadOnlySpan<byte> block, PooledBuffer output) => output.Write(block);

    public bool TryDecompress(ReadOnlySpan<byte> stored, Span<byte> block) => stored.Length == block.Length && stored.TryCopyTo(block);
}
