using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ashiato.Model;
using Ashiato.Storage.Embedded.Segments.Encodings;

namespace Ashiato.Storage.Embedded.Segments;

/// <summary>Which columns a row group has, where, and between which numbers their values lie.</summary>
/// <remarks>
/// Layout: a chunk with: how many traces have rows in turn, and how many rows each (<see cref="IntSequence"/>); the block of the shapes of the rows, if they have any;
/// then field by field a byte: 0 no value, 1 a column that stands here, 2 one that is a block of its own; the length and the bytes of the column, or its block; and of
/// fields that hold numbers the least and the greatest value, as 8-byte doubles that are not inside them.
/// </remarks>
internal sealed class GroupDirectory
{
    /// <summary>A column up to this long stands in the directory.</summary>
    public const int MostInlineBytes = 64;

    private const int NoEntry = -1;
    private const byte Absent = 0;
    private const byte Inline = 1;
    private const byte Apart = 2;

    private readonly byte[] _bytes;
    private readonly int[] _at; // where the entry of each field stands; −1 for none
    private readonly SegmentFields _fields;

    private GroupDirectory(int[] runLengths, Block shapes, byte[] bytes, int[] at, SegmentFields fields)
    {
        RunLengths = runLengths;
        Shapes = shapes;
        (_bytes, _at, _fields) = (bytes, at, fields);
    }

    /// <summary>A column of the row group.</summary>
    /// <param name="Bytes">The column, when it is short.</param>
    /// <param name="Block">Where it is, otherwise.</param>
    /// <param name="Range">Between which numbers its values lie.</param>
    internal readonly record struct Entry(byte[]? Bytes, Block Block, (double Min, double Max)? Range)
    {
        public bool IsNone => Bytes is null && Block.IsNone;
    }

    /// <summary>How many rows each trace has, in order; rows without a trace count as one.</summary>
    public int[] RunLengths { get; }

    /// <summary>The shape of each row; none when there are rows without one.</summary>
    public Block Shapes { get; }

    /// <summary>Bytes in memory, about.</summary>
    public long EstimatedBytes => 200 + (4L * RunLengths.Length) + _bytes.Length + (4L * _at.Length);

    /// <summary>True when no row has a value in a field.</summary>
    public bool IsNone(int field) => _at[field] == NoEntry;

    /// <summary>The column of a field.</summary>
    // There are many directories in memory and few entries are asked for, so they stay as they were written.
    public Entry this[int field]
    {
        get
        {
            if (_at[field] == NoEntry) return default;
            var input = new ByteReader(_bytes.AsSpan(_at[field]));
            return ReadEntry(ref input, _fields[field]);
        }
    }

    public static void Write(ReadOnlySpan<int> runLengths, Block shapes, ReadOnlySpan<Entry> entries, BlockWriter output)
    {
        using var plain = new BlockWriter(new PlainCodec());
        plain.Number(runLengths.Length);
        IntSequence.Write(runLengths, plain);
        SegmentFooter.WriteBlock(shapes, plain);
        foreach (var entry in entries)
        {
            plain.Byte(entry.Bytes is not null ? Inline : entry.IsNone ? Absent : Apart);
            if (entry.IsNone) continue;
            if (entry.Bytes is { } bytes)
            {
                plain.Number(bytes.Length);
                plain.Bytes(bytes);
            }
            else SegmentFooter.WriteBlock(entry.Block, plain);
            if (entry.Range is not { } range) continue;
            WriteDouble(range.Min, plain);
            WriteDouble(range.Max, plain);
        }
        output.Chunk(plain.Span);
    }

    /// <exception cref="InvalidDataException">The bytes are not the directory of a row group of so many rows.</exception>
    public static GroupDirectory Read(ReadOnlySpan<byte> bytes, int rowCount, SegmentFields fields)
    {
        var block = new ByteReader(bytes);
        using var chunk = Chunk.Read(ref block);
        block.RequireEnd();
        var input = new ByteReader(chunk.Span);
        int runCount = input.Count(rowCount);
        var runs = IntSequence.ReadCodes(ref input, runCount, rowCount + 1);
        if (runs.Sum(length => (long)length) != rowCount) throw new InvalidDataException("the rows of all traces are not the rows of the row group");
        var shapes = SegmentFooter.ReadBlock(ref input);
        byte[] rest = input.Bytes(input.Left).ToArray();
        var at = new int[fields.Count];
        input = new ByteReader(rest);
        for (int i = 0; i < at.Length; i++)
        {
            int start = rest.Length - input.Left;
            at[i] = ReadEntry(ref input, fields[i]).IsNone ? NoEntry : start;
        }
        input.RequireEnd();
        return new GroupDirectory(runs, shapes, rest, at, fields);
    }

    private static Entry ReadEntry(ref ByteReader input, Field field)
    {
        byte kind = input.Byte();
        if (kind == Absent) return default;
        if (kind > Apart) throw new InvalidDataException($"a column of an unknown kind {kind}");
        byte[]? inline = kind == Inline ? input.Bytes(input.Count(input.Left)).ToArray() : null;
        var apart = kind == Apart ? SegmentFooter.ReadBlock(ref input) : default;
        bool isNumber = field.Kind is ColumnKind.Int64 or ColumnKind.Double;
        return new Entry(inline, apart, isNumber ? (ReadDouble(ref input), ReadDouble(ref input)) : null);
    }

    private static void WriteDouble(double value, BlockWriter output) => output.Bytes(MemoryMarshal.AsBytes([BitConverter.DoubleToInt64Bits(value)]));

    private static double ReadDouble(ref ByteReader input) => BinaryPrimitives.ReadDoubleLittleEndian(input.Bytes(8));
}
