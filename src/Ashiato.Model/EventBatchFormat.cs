using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ashiato.Model;

/// <summary>The binary form of a batch and of a column.</summary>
/// <remarks>
/// <para>Batch: byte 1 (version), the id (16 bytes, big-endian UUID), then as LEB128 numbers the row count and the column count, then the columns.</para>
/// <para>
/// Column: LEB128 length and UTF-8 of the field's name; byte field type; LEB128 entry count; byte 1 if dense, else 0 and for each
/// entry the LEB128 distance of its row to the row before (the first counts from 0); then the values by kind.
/// Int64: per entry the zigzag LEB128 difference to the value before. Double: 8 bytes each, little-endian.
/// String: the pool, then per entry its LEB128 code. Id: the pool, then per entry its form (one byte) and 8 or 16 bytes,
/// big-endian, or for a text its LEB128 code. Pool: LEB128 count, LEB128 length of each text, then their bytes.
/// </para>
/// <para>No checksum and no compression: those belong to what contains it. Reading trusts nothing and allocates no more than the input can hold.</para>
/// </remarks>
public static class EventBatchFormat
{
    private const byte Version = 1;
    private const int MaxNameBytes = 4_096;

    // A number of 64 bits, seven to a byte.
    private const int MaxNumberBytes = 10;

    // Asking for room, value by value, would take longer than writing them.
    private const int ValuesAtOnce = 128;

    /// <summary>Writes a batch.</summary>
    public static void Write(EventBatch batch, IBufferWriter<byte> output)
    {
        var head = output.GetSpan(17);
        head[0] = Version;
        batch.Id.Value.TryWriteBytes(head[1..], bigEndian: true, out _);
        output.Advance(17);
        WriteNumber(output, (ulong)batch.RowCount);
        WriteNumber(output, (ulong)batch.Columns.Count);
        foreach (var column in batch.Columns) WriteColumn(column, output);
    }

    /// <summary>Reads a batch that fills the input.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a batch.</exception>
    public static EventBatch Read(ReadOnlySpan<byte> input)
    {
        var reader = new BatchReader(input);
        byte version = reader.Byte();
        if (version != Version) throw new InvalidDataException($"A batch of version {version} cannot be read; this program knows version {Version}.");
        var id = new BatchId(new Guid(reader.Bytes(16), bigEndian: true));
        int rowCount = reader.Count(int.MaxValue);
        int columnCount = reader.Count(reader.Left);
        var columns = new List<Column>(columnCount);
        for (int i = 0; i < columnCount; i++) columns.Add(ReadColumn(ref reader, rowCount));
        if (reader.Left > 0) throw new InvalidDataException($"{reader.Left} bytes follow the last column of a batch.");
        return new EventBatch(id, rowCount, columns);
    }

    /// <summary>Writes one column.</summary>
    public static void WriteColumn(Column column, IBufferWriter<byte> output)
    {
        WriteText(output, Encoding.UTF8.GetBytes(column.Field.Name));
        WriteByte(output, (byte)column.Field.Type);
        WriteNumber(output, (ulong)column.EntryCount);
        WriteByte(output, column.IsDense ? (byte)1 : (byte)0);
        WriteDistances(column.Rows, output);
        switch (column)
        {
            case Int64Column numbers:
                WriteInt64s(numbers.Values, output);
                break;
            case DoubleColumn numbers:
                WriteDoubles(numbers.Values, output);
                break;
            case StringColumn texts:
                WritePool(texts.Pool, output);
                WriteCodes(texts.Codes, output);
                break;
            case IdColumn ids:
                WriteIds(ids, output);
                break;
        }
    }

    /// <summary>Reads one column that fills the input.</summary>
    /// <param name="input">What <see cref="WriteColumn"/> wrote.</param>
    /// <param name="rowCount">The number of rows that the column belongs to.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a column.</exception>
    public static Column ReadColumn(ReadOnlySpan<byte> input, int rowCount)
    {
        var reader = new BatchReader(input);
        var column = ReadColumn(ref reader, rowCount);
        if (reader.Left > 0) throw new InvalidDataException($"{reader.Left} bytes follow column '{column.Field}'.");
        return column;
    }

    private static Column ReadColumn(ref BatchReader reader, int rowCount)
    {
        string name = Encoding.UTF8.GetString(reader.Bytes(reader.Count(MaxNameBytes)));
        var type = (FieldType)reader.Byte();
        if (type > FieldType.Double) throw new InvalidDataException($"Column '{name}' is of unknown type {(int)type}.");
        var field = Fields.Resolve(name, type);
        int count = reader.Count(reader.Left);
        bool isDense = reader.Byte() == 1;
        if (isDense && count != rowCount) throw new InvalidDataException($"Column '{name}' claims a value for each of {rowCount} rows but holds {count}.");
        int[] rows = isDense ? [] : ReadRows(ref reader, count, rowCount);

        return field.Kind switch
        {
            ColumnKind.Int64 => new Int64Column(field, ReadInt64s(ref reader, count), rows, isDense),
            ColumnKind.Double => new DoubleColumn(field, MemoryMarshal.Cast<byte, double>(reader.Bytes(checked(count * 8))).ToArray(), rows, isDense),
            ColumnKind.String => ReadStrings(ref reader, field, count, rows, isDense),
            _ => ReadIds(ref reader, field, count, rows, isDense),
        };
    }

    private static int[] ReadRows(ref BatchReader reader, int count, int rowCount)
    {
        var rows = new int[count];
        long row = 0;
        for (int i = 0; i < count; i++)
        {
            row += reader.Count(int.MaxValue);
            if (row >= rowCount) throw new InvalidDataException($"A column names row {row} of {rowCount}.");
            rows[i] = (int)row;
        }
        return rows;
    }

    private static void WriteInt64s(ReadOnlySpan<long> values, IBufferWriter<byte> output)
    {
        long before = 0;
        for (; !values.IsEmpty; values = values[Math.Min(ValuesAtOnce, values.Length)..])
        {
            var span = output.GetSpan(ValuesAtOnce * MaxNumberBytes);
            int length = 0;
            foreach (long value in values[..Math.Min(ValuesAtOnce, values.Length)])
            {
                long delta = unchecked(value - before);
                length = Put(span, length, (ulong)((delta << 1) ^ (delta >> 63)));
                before = value;
            }
            output.Advance(length);
        }
    }

    /// <summary>Writes ascending numbers as the distance of each to the one before, the first to 0.</summary>
    private static void WriteDistances(ReadOnlySpan<int> values, IBufferWriter<byte> output)
    {
        int before = 0;
        for (; !values.IsEmpty; values = values[Math.Min(ValuesAtOnce, values.Length)..])
        {
            var span = output.GetSpan(ValuesAtOnce * MaxNumberBytes);
            int length = 0;
            foreach (int value in values[..Math.Min(ValuesAtOnce, values.Length)])
            {
                length = Put(span, length, (ulong)(value - before));
                before = value;
            }
            output.Advance(length);
        }
    }

    private static void WriteCodes(ReadOnlySpan<int> codes, IBufferWriter<byte> output)
    {
        for (; !codes.IsEmpty; codes = codes[Math.Min(ValuesAtOnce, codes.Length)..])
        {
            var span = output.GetSpan(ValuesAtOnce * MaxNumberBytes);
            int length = 0;
            foreach (int code in codes[..Math.Min(ValuesAtOnce, codes.Length)]) length = Put(span, length, (ulong)code);
            output.Advance(length);
        }
    }

    private static long[] ReadInt64s(ref BatchReader reader, int count)
    {
        var values = new long[count];
        long value = 0;
        for (int i = 0; i < count; i++)
        {
            ulong zigzag = reader.Number();
            value = unchecked(value + ((long)(zigzag >> 1) ^ -(long)(zigzag & 1)));
            values[i] = value;
        }
        return values;
    }

    private static void WriteDoubles(ReadOnlySpan<double> values, IBufferWriter<byte> output)
    {
        if (BitConverter.IsLittleEndian)
        {
            output.Write(MemoryMarshal.AsBytes(values));
            return;
        }
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), value);
            output.Advance(8);
        }
    }

    private static void WritePool(Utf8Pool pool, IBufferWriter<byte> output)
    {
        WriteNumber(output, (ulong)pool.Count);
        WriteDistances(pool.Ends, output);
        output.Write(pool.Bytes);
    }

    private static Utf8Pool ReadPool(ref BatchReader reader)
    {
        int count = reader.Count(reader.Left);
        var ends = new int[count];
        long end = 0;
        for (int i = 0; i < count; i++)
        {
            end += reader.Count(reader.Left);
            if (end > reader.Left) throw new InvalidDataException("The texts of a column are longer than its bytes.");
            ends[i] = (int)end;
        }
        return new Utf8Pool(reader.Bytes((int)end).ToArray(), ends);
    }

    private static StringColumn ReadStrings(ref BatchReader reader, Field field, int count, int[] rows, bool isDense)
    {
        var pool = ReadPool(ref reader);
        var codes = new int[count];
        for (int i = 0; i < count; i++) codes[i] = reader.Code(pool.Count);
        return new StringColumn(field, codes, pool, rows, isDense);
    }

    private static void WriteIds(IdColumn ids, IBufferWriter<byte> output)
    {
        WritePool(ids.Texts, output);
        var values = ids.Values;
        var shapes = ids.Shapes;
        for (int done = 0; done < shapes.Length;)
        {
            var span = output.GetSpan(ValuesAtOnce * (1 + 16));
            int length = 0;
            for (int end = Math.Min(done + ValuesAtOnce, shapes.Length); done < end; done++) length = Put(span, length, shapes[done], values[done]);
            output.Advance(length);
        }
    }

    private static int Put(Span<byte> span, int at, EventId.Form shape, UInt128 value)
    {
        span[at++] = (byte)shape;
        switch (shape)
        {
            case EventId.Form.Hex8:
                BinaryPrimitives.WriteUInt64BigEndian(span[at..], (ulong)value);
                return at + 8;
            case EventId.Form.Hex16:
                BinaryPrimitives.WriteUInt128BigEndian(span[at..], value);
                return at + 16;
            default:
                return Put(span, at, (ulong)value);
        }
    }

    private static IdColumn ReadIds(ref BatchReader reader, Field field, int count, int[] rows, bool isDense)
    {
        var texts = ReadPool(ref reader);
        var values = new UInt128[count];
        var shapes = new EventId.Form[count];
        for (int i = 0; i < count; i++)
        {
            shapes[i] = (EventId.Form)reader.Byte();
            values[i] = shapes[i] switch
            {
                EventId.Form.Hex8 => BinaryPrimitives.ReadUInt64BigEndian(reader.Bytes(8)),
                EventId.Form.Hex16 => BinaryPrimitives.ReadUInt128BigEndian(reader.Bytes(16)),
                EventId.Form.Text => (UInt128)reader.Code(texts.Count),
                _ => throw new InvalidDataException($"Column '{field}' holds an id of unknown form {(int)shapes[i]}."),
            };
        }
        return new IdColumn(field, values, shapes, texts, rows, isDense);
    }

    private static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        WriteNumber(output, (ulong)utf8.Length);
        output.Write(utf8);
    }

    private static void WriteByte(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteNumber(IBufferWriter<byte> output, ulong value)
    {
        output.Advance(Put(output.GetSpan(MaxNumberBytes), 0, value));
    }

    /// <summary>Writes a number as LEB128.</summary>
    /// <returns>Where what comes next begins.</returns>
    private static int Put(Span<byte> span, int at, ulong value)
    {
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[at] = (byte)value;
        return at + 1;
    }
}
