using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments.Version1;

/// <summary>What a segment of format version 1 holds and where.</summary>
/// <remarks>
/// Layout, in the terms of <see cref="BinaryWriter"/> (little-endian, 7-bit encoded numbers): byte version 1; the segment's number; the row
/// groups, each with row count, least and greatest <c>@timestamp</c> and the block of its trace index; the fields, each with name, type byte
/// and one block a row group. A block: stored bytes, and unless that is 0: offset, plain bytes (7-bit), checksum (4 bytes), codec (1 byte).
/// </remarks>
internal sealed class SegmentFooter
{
    private const byte Version = 1;

    /// <param name="RowCount">How many rows there are.</param>
    /// <param name="Time">When they happened.</param>
    /// <param name="TraceIndex">Where the index is; none when no row has a trace.</param>
    internal readonly record struct Group(int RowCount, TimeRange Time, Block TraceIndex);

    /// <summary>The segment's number: later ones are higher.</summary>
    public required long Number { get; init; }

    public required IReadOnlyList<Group> Groups { get; init; }

    /// <summary>For each field one block a row group.</summary>
    public required IReadOnlyDictionary<Field, Block[]> Columns { get; init; }

    /// <exception cref="InvalidDataException">The bytes are not a footer.</exception>
    public static SegmentFooter Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            byte version = reader.ReadByte();
            if (version != Version) throw new InvalidDataException($"a footer of version {version} where this program expects {Version}");
            long number = reader.Read7BitEncodedInt64();
            var groups = new Group[Count(reader, bytes.Length)];
            for (int i = 0; i < groups.Length; i++)
                groups[i] = new Group(Count(reader, int.MaxValue), new TimeRange(reader.ReadInt64(), reader.ReadInt64()), ReadBlock(reader));

            int fieldCount = Count(reader, bytes.Length);
            var columns = new Dictionary<Field, Block[]>(fieldCount);
            for (int i = 0; i < fieldCount; i++)
            {
                var field = Fields.Resolve(reader.ReadString(), (FieldType)reader.ReadByte());
                var blocks = new Block[groups.Length];
                for (int g = 0; g < blocks.Length; g++) blocks[g] = ReadBlock(reader);
                columns.Add(field, blocks);
            }
            return new SegmentFooter { Number = number, Groups = groups, Columns = columns };
        }
        catch (Exception wrong) when (wrong is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("its footer cannot be understood", wrong);
        }
    }

    private static int Count(BinaryReader reader, int most)
    {
        int count = reader.Read7BitEncodedInt();
        return count >= 0 && count <= most ? count : throw new InvalidDataException($"its footer counts {count} entries in {most} bytes");
    }

    private static Block ReadBlock(BinaryReader reader)
    {
        int stored = Count(reader, int.MaxValue);
        return stored == 0 ? default : new Block(reader.Read7BitEncodedInt64(), stored, Count(reader, int.MaxValue), reader.ReadUInt32(), reader.ReadByte());
    }
}
