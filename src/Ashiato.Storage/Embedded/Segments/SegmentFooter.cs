using System.Text;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;
using Ashiato.Storage.Queries;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>What a segment holds and where: read once, when it is opened, and kept in memory, so it is small.</summary>
/// <remarks>
/// Layout (numbers LEB128): byte version 2; the segment's number; bytes of the largest column; the blocks of the shapes and of the traces;
/// how many row groups, each: rows, first moment and moment after the last (signed, µs since 1970), block of its directory; how many fields, each: length
/// of the name, the name, byte field type, block of its dictionary. A block: stored bytes; unless that is 0, offset and checksum (4 bytes).
/// </remarks>
internal sealed class SegmentFooter
{
    /// <summary>Row groups of other programs may be larger than ours, but not without end.</summary>
    public const int MostGroupRows = 1 << 17;

    private const byte Version = 2;
    private const int MostNameBytes = 65_536;

    /// <param name="RowCount">How many rows there are.</param>
    /// <param name="Time">When they happened.</param>
    /// <param name="Directory">Which columns it has and where: <see cref="GroupDirectory"/>.</param>
    internal readonly record struct Group(int RowCount, TimeRange Time, Block Directory);

    public required long Number { get; init; }

    public required long LargestColumnBytes { get; init; }

    /// <summary>For each shape, which fields it has: <see cref="ShapeTable"/>.</summary>
    public required Block Shapes { get; init; }

    /// <summary>Which row groups have a trace: <see cref="TraceTable"/>.</summary>
    public required Block Traces { get; init; }

    public required IReadOnlyList<Group> Groups { get; init; }

    public required SegmentFields Fields { get; init; }

    /// <summary>By number of the field what its row groups share: <see cref="FieldDictionary"/>; none when they share nothing.</summary>
    public required IReadOnlyList<Block> Dictionaries { get; init; }

    /// <summary>The number of a field, or −1.</summary>
    public int NumberOf(Field field) => Fields.NumberOf(field);

    public void Write(BlockWriter output)
    {
        output.Byte(Version);
        output.Number((ulong)Number);
        output.Number((ulong)LargestColumnBytes);
        WriteBlock(Shapes, output);
        WriteBlock(Traces, output);
        output.Number(Groups.Count);
        foreach (var group in Groups)
        {
            output.Number(group.RowCount);
            output.Signed(group.Time.FromMicros);
            output.Signed(group.Time.ToMicros);
            WriteBlock(group.Directory, output);
        }
        output.Number(Fields.Count);
        for (int field = 0; field < Fields.Count; field++)
        {
            byte[] name = Encoding.UTF8.GetBytes(Fields[field].Name);
            output.Number(name.Length);
            output.Bytes(name);
            output.Byte((byte)Fields[field].Type);
            WriteBlock(Dictionaries[field], output);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are not a footer.</exception>
    public static SegmentFooter Read(ReadOnlySpan<byte> bytes)
    {
        var input = new ByteReader(bytes);
        byte version = input.Byte();
        if (version != Version) throw new InvalidDataException($"a footer of version {version} where this program expects {Version}");
        long number = (long)input.Number();
        long largest = (long)input.Number();
        Block shapes = ReadBlock(ref input), traces = ReadBlock(ref input);
        var groups = new Group[input.Count(input.Left)];
        for (int i = 0; i < groups.Length; i++)
            groups[i] = new Group(input.Count(MostGroupRows), new TimeRange(input.Signed(), input.Signed()), ReadBlock(ref input));
        var names = new SegmentFields.Named[input.Count(input.Left)];
        var dictionaries = new Block[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            var name = input.Bytes(input.Count(MostNameBytes));
            int at = bytes.Length - input.Left - name.Length;
            var type = (FieldType)input.Byte();
            if (type > FieldType.Double) throw new InvalidDataException($"field '{Encoding.UTF8.GetString(name)}' is of unknown type {(int)type}");
            names[i] = new SegmentFields.Named(at..(at + name.Length), type);
            dictionaries[i] = ReadBlock(ref input);
        }
        input.RequireEnd();
        return new SegmentFooter { Number = number, LargestColumnBytes = largest, Shapes = shapes, Traces = traces, Groups = groups, Fields = SegmentFields.Of(bytes, names), Dictionaries = dictionaries };
    }

    internal static void WriteBlock(Block block, BlockWriter output)
    {
        output.Number(block.StoredBytes);
        if (block.IsNone) return;
        output.Number((ulong)block.OffsetBytes);
        output.Fixed32(block.Checksum);
    }

    internal static Block ReadBlock(ref ByteReader input)
    {
        int stored = input.Count(int.MaxValue);
        if (stored == 0) return default;
        long offset = (long)input.Number();
        uint checksum = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(input.Bytes(4));
        return offset >= 0 ? Block.Plain(offset, stored, checksum) : throw new InvalidDataException("a block stands before the file begins");
    }
}
