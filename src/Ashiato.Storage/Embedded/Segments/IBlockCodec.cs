using Ashiato.Model;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>A general compression for blocks. Files name the one they use, so that others can join.</summary>
internal interface IBlockCodec
{
    /// <summary>What files call it; never reused.</summary>
    byte Id { get; }

    /// <summary>Compresses a block into a buffer.</summary>
    void Compress(ReadOnlySpan<byte> block, PooledBuffer output);

    /// <summary>Restores a block.</summary>
    /// <returns><see langword="false"/> when the bytes are not a block of just that length.</returns>
    bool TryDecompress(ReadOnlySpan<byte> stored, Span<byte> block);
}
