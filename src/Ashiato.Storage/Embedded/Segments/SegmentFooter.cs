using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What a segment holds and where: read once, when it is opened.</summary>
/// <remarks>
/// Layout, in the terms of <see cref="BinaryWriter"/> (little-endian, 7-bit encoded numbers): byte version 1; the segment's number; the row
/// groups, each with row count, least and greatest <c>@timestamp</c> and the block of its trace index; the fields, each with name, type byte
/// and one block a row group. A block: offset, stored bytes, plain bytes (7-bit), checksum (4 bytes), codec (1 byte); or just a stored length of 0
/// for none, which is why the stored length comes first.
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

    public long RowCount => Groups.Sum(group => (long)group.RowCount);

    public void Write(Stream output)
    {
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        writer.Write7BitEncodedInt64(Number);
        writer.Write7BitEncodedInt(Groups.Count);
        foreach (var group in Groups)
        {
            writer.Write7BitEncodedInt(group.RowCount);
            writer.Write(group.Time.FromMicros);
            writer.Write(group.Time.ToMicros);
            WriteBlock(writer, group.TraceIndex);
        }
        writer.Write7BitEncodedInt(Columns.Count);
        foreach (var (field, blocks) in Columns)
        {
            writer.Write(field.Name);
            writer.Write((byte)field.Type);
            foreach (var block in blocks) WriteBlock(writer, block);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not a footer.</exception>
    public static SegmentFooter Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            byte version = reader.ReadByte();
            if (version != Version) throw new InvalidDataException($"a footer of version {version} where this program knows {Version}");
            long number = reader.Read7BitEncodedInt64();
            var groups = new Group[Count(reader, bytes.Length)];
            for (int i = 0; i < groups.Length; i++)
                groups[i] = new Group(reader.Read7BitEncodedInt(), new TimeRange(reader.ReadInt64(), reader.ReadInt64()), ReadBlock(reader));

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
        catch (Exception wrong) when (wrong is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("its footer cannot be understood", wrong);
        }
    }

    private static int Count(BinaryReader reader, int most)
    {
        int count = reader.Read7BitEncodedInt();
        return count >= 0 && count <= most ? count : throw new InvalidDataException($"its footer counts {count} entries in {most} bytes");
    }

    private static void WriteBlock(BinaryWriter writer, Block block)
    {
        writer.Write7BitEncodedInt(block.StoredBytes);
        if (block.IsNone) return;
        writer.Write7BitEncodedInt64(block.OffsetBytes);
        writer.Write7BitEncodedInt(block.PlainBytes);
        writer.Write(block.Checksum);
        writer.Write(block.Codec);
    }

    private static Block ReadBlock(BinaryReader reader)
    {
        int stored = reader.Read7BitEncodedInt();
        return stored == 0 ? default : new Block(reader.Read7BitEncodedInt64(), stored, reader.Read7BitEncodedInt(), reader.ReadUInt32(), reader.ReadByte());
    }
}
