namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Where a block stands in a segment. A block is the least that is read from disk.</summary>
/// <param name="OffsetBytes">From the start of the file.</param>
/// <param name="StoredBytes">Its length in the file; 0 for no block.</param>
/// <param name="PlainBytes">Its length when decompressed.</param>
/// <param name="Checksum">CRC-32C of the stored bytes.</param>
/// <param name="Codec">The <see cref="IBlockCodec.Id"/> that it is stored with.</param>
internal readonly record struct Block(long OffsetBytes, int StoredBytes, int PlainBytes, uint Checksum, byte Codec)
{
    public bool IsNone => StoredBytes == 0;

    /// <summary>A block that is not compressed as a whole.</summary>
    public static Block Plain(long offsetBytes, int bytes, uint checksum) => new(offsetBytes, bytes, bytes, checksum, PlainCodec.PlainId);
}
