using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Ashiato.Storage.Queries;
using Ashiato.Storage.Sketches;

namespace Ashiato.Storage.Execution;

/// <summary>Where a page ended, as a text to go on from.</summary>
/// <remarks>
/// Base64url of, numbers big-endian: byte 2 (version); 8 bytes each: a hash of the sort, rank, moment, brief hash, full hash;
/// 4 bytes: how many rows of exactly this place were handed out; a byte of flags: 1 if there is a sort value, 2 if there is a full hash;
/// the rest is the sort text.
/// </remarks>
internal sealed record PageToken(RowPlace Place, int SameCount)
{
    private const byte Version = 2;
    private const byte ValueFlag = 1;
    private const byte FullFlag = 2;
    private const int HeadBytes = 1 + (5 * 8) + 4 + 1;

    /// <summary>The text form.</summary>
    public string ToText(Sort sort)
    {
        var text = Place.Text ?? [];
        var bytes = new byte[HeadBytes + text.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), HashOf(sort));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(9), Place.Rank);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(17), Place.Micros);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(25), Place.Brief);
        ulong? full = Place.FullIfNeeded;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(33), full ?? 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(41), SameCount);
        bytes[45] = (byte)((Place.HasValue ? ValueFlag : 0) | (full is null ? 0 : FullFlag));
        text.CopyTo(bytes, HeadBytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="QueryException">The text is not where a page of this sort ended.</exception>
    public static PageToken Read(string text, Sort sort)
    {
        if (!Base64Url.IsValid(text)) throw Wrong();
        byte[] bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < HeadBytes || bytes[0] != Version || BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(1)) != HashOf(sort)) throw Wrong();
        bool hasText = bytes.Length > HeadBytes;
        ulong? full = (bytes[45] & FullFlag) != 0 ? BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(33)) : null;
        var place = new RowPlace(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(25)), full)
        {
            HasValue = (bytes[45] & ValueFlag) != 0,
            Rank = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(9)),
            Micros = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(17)),
            Text = hasText ? bytes[HeadBytes..] : null,
        };
        int same = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(41));
        return same >= 0 ? new PageToken(place, same) : throw Wrong();
    }

    private static ulong HashOf(Sort sort) =>
        StableHash.Of(Encoding.UTF8.GetBytes(sort.Field.Name)) + (ulong)sort.Field.Type + (sort.Descending ? 1UL << 32 : 0);

    private static QueryException Wrong() =>
        new("The place to go on from is not one that a page of this query ended with. Start again from the first page.");
}
