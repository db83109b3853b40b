using System.Buffers;
using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>No compression, for what would only grow.</summary>
internal sealed class PlainCodec : IBlockCodec
{
    /// <summary>What files call it.</summary>
    public const byte PlainId = 0;

    public byte Id => PlainId;

    public void Compress(ReadOnlySpan<byte> block, PooledBuffer output) => output.Write(block);

    public bool TryDecompress(ReadOnlySpan<byte> stored, Span<byte> block) => stored.Length == block.Length && stored.TryCopyTo(block);
}
