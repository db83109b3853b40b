using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ashiato.Model;

namespace Ashiato.Bench.Goals;

/// <summary>The events of the data set as a table of ClickHouse, sent in its own columnar format so that reading them costs it the least.</summary>
/// <remarks>
/// A column a field, labels included, which favours it over the arrays that a table for any label would need. Microseconds as <c>Int64</c>, ids as
/// <c>FixedString</c>; what has no value is empty or 0. A second table tells from when to when a trace went, filled by a view with every insert.
/// </remarks>
internal sealed class ClickHouseTable
{
    private readonly Field[] _fields;
    private readonly ArrayBufferWriter<byte> _block = new(16 << 20);

    /// <param name="sample">Batches that have all the fields there will be.</param>
    public ClickHouseTable(IEnumerable<EventBatch> sample)
    {
        _fields = [.. sample.SelectMany(static batch => batch.Columns).Select(static column => column.Field).Distinct().OrderBy(static field => field.Name, StringComparer.Ordinal)];
    }

    /// <summary>What makes the tables.</summary>
    public IEnumerable<string> Definitions =>
    [
        $"CREATE TABLE events ({string.Join(", ", _fields.Select(static one => $"{NameOf(one)} {TypeOf(one)}"))}) "
            + $"ENGINE = MergeTree PARTITION BY toDate(intDiv({NameOf(Fields.Timestamp)}, 1000000)) ORDER BY ({NameOf(Fields.ServiceName)}, {NameOf(Fields.Timestamp)})",
        "CREATE TABLE traces (id FixedString(16), first Int64, last Int64) ENGINE = MergeTree ORDER BY id",
        $"CREATE MATERIALIZED VIEW traces_of_events TO traces AS SELECT {NameOf(Fields.TraceId)} AS id, min({NameOf(Fields.Timestamp)}) AS first, max({NameOf(Fields.Timestamp)}) AS last "
            + $"FROM events GROUP BY {NameOf(Fields.TraceId)}",
    ];

    /// <summary>What takes rows in.</summary>
    public string Insert => $"INSERT INTO events ({string.Join(", ", _fields.Select(NameOf))}) FORMAT Native";

    /// <summary>A field as a name in SQL.</summary>
    public static string NameOf(Field field) => $"`{field.Name}`";

    /// <summary>Batches as one block. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(IReadOnlyCollection<EventBatch> batches)
    {
        _block.ResetWrittenCount();
        Number((ulong)_fields.Length);
        Number((ulong)batches.Sum(static batch => (long)batch.RowCount));
        foreach (var field in _fields)
        {
            Text(Encoding.UTF8.GetBytes(field.Name));
            Text(Encoding.UTF8.GetBytes(TypeOf(field)));
            foreach (var batch in batches) Values(field, batch);
        }
        return _block.WrittenMemory;
    }

    private static string TypeOf(Field field) => field.Kind switch
    {
        ColumnKind.Int64 => "Int64",
        ColumnKind.Double => "Float64",
        ColumnKind.Id => field.Equals(Fields.TraceId) ? "FixedString(16)" : "FixedString(8)",
        _ => "String",
    };

    private void Values(Field field, EventBatch batch)
    {
        var column = batch.Find(field);
        for (int row = 0; row < batch.RowCount; row++)
        {
            int entry = column?.FirstEntry(row) ?? -1;
            switch (column)
            {
                case Int64Column numbers when entry >= 0:
                    Fixed(numbers.Values[entry]);
                    break;
                case DoubleColumn numbers when entry >= 0:
                    Fixed(BitConverter.DoubleToInt64Bits(numbers.Values[entry]));
                    break;
                case StringColumn texts when entry >= 0:
                    Text(texts.Pool[texts.Codes[entry]]);
                    break;
                case IdColumn ids when entry >= 0:
                    Id(ids.Values[entry], field.Equals(Fields.TraceId));
                    break;
                default:
                    Nothing(field);
                    break;
            }
        }
    }

    private void Nothing(Field field)
    {
        if (field.Kind == ColumnKind.String) Number(0);
        else if (field.Kind == ColumnKind.Id) Id(0, field.Equals(Fields.TraceId));
        else Fixed(0);
    }

    private void Id(UInt128 value, bool isTrace)
    {
        if (isTrace) BinaryPrimitives.WriteUInt128BigEndian(_block.GetSpan(16), value);
        else BinaryPrimitives.WriteUInt64BigEndian(_block.GetSpan(8), (ulong)value);
        _block.Advance(isTrace ? 16 : 8);
    }

    private void Fixed(long value)
    {
        MemoryMarshal.Write(_block.GetSpan(8), in value);
        _block.Advance(8);
    }

    private void Text(ReadOnlySpan<byte> utf8)
    {
        Number((ulong)utf8.Length);
        _block.Write(utf8);
    }

    private void Number(ulong value)
    {
        var span = _block.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _block.Advance(length);
    }
}
