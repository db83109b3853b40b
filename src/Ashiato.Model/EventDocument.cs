using System.Globalization;
using System.Text.Json;

namespace Ashiato.Model;

/// <summary>Writes an event as the nested JSON document that Elastic APM Server would have stored.</summary>
/// <remarks>
/// Dots in field names become nesting. <c>@timestamp</c> has milliseconds; <c>timestamp.us</c> (transactions, spans, errors) has
/// the microseconds. Logs carry no <c>processor.event</c>.
/// </remarks>
public static class EventDocument
{
    /// <summary>The document as UTF-8.</summary>
    public static byte[] ToUtf8(EventRow row)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer)) Write(row, writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the document as one JSON object.</summary>
    public static void Write(EventRow row, Utf8JsonWriter writer)
    {
        var cells = new List<Cell>();
        foreach (var column in row.Batch.Columns)
        {
            int entry = column.FirstEntry(row.Row);
            if (entry < 0 || !column.Field.IsInDocument) continue;
            cells.Add(new Cell(column.Field.Name, column, entry, column.CountOf(row.Row)));
        }
        Arrange(row, cells);
        cells.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        writer.WriteStartObject();
        WriteLevel(writer, cells, 0, cells.Count, 0);
        writer.WriteEndObject();
    }

    /// <summary>What differs between the columns and the document: logs name no event, traces repeat their time in microseconds.</summary>
    private static void Arrange(EventRow row, List<Cell> cells)
    {
        switch (row.Text(Fields.ProcessorEvent))
        {
            case Fields.Events.Log:
                cells.RemoveAll(static cell => cell.Name == Fields.ProcessorEvent.Name);
                break;
            case Fields.Events.Transaction or Fields.Events.Span or Fields.Events.Error:
                int at = cells.FindIndex(static cell => cell.Name == Fields.Timestamp.Name);
                if (at >= 0) cells.Add(cells[at] with { Name = "timestamp.us" });
                break;
        }
    }

    private static void WriteLevel(Utf8JsonWriter writer, List<Cell> cells, int from, int to, int depth)
    {
        while (from < to)
        {
            string name = cells[from].Name;
            int dot = name.IndexOf('.', depth);
            bool isLeaf = dot < 0 || IsParentOfNext(cells, from, to, name);
            if (isLeaf)
            {
                writer.WritePropertyName(name.AsSpan(depth));
                WriteValue(writer, cells[from]);
                from++;
                continue;
            }

            var group = name.AsSpan(0, dot + 1);
            int end = from + 1;
            while (end < to && cells[end].Name.AsSpan().StartsWith(group, StringComparison.Ordinal)) end++;
            // A value may stand where other names nest ("a" beside "a.b"): then the dotted name is the key.
            if (from > 0 && cells[from - 1].Name.Length == dot && group.StartsWith(cells[from - 1].Name, StringComparison.Ordinal))
            {
                for (; from < end; from++)
                {
                    writer.WritePropertyName(cells[from].Name.AsSpan(depth));
                    WriteValue(writer, cells[from]);
                }
                continue;
            }
            writer.WriteStartObject(name.AsSpan(depth, dot - depth));
            WriteLevel(writer, cells, from, end, dot + 1);
            writer.WriteEndObject();
            from = end;
        }
    }

    private static bool IsParentOfNext(List<Cell> cells, int at, int to, string name) =>
        name.EndsWith('.') || (at + 1 < to && cells[at + 1].Name == name);

    private static void WriteValue(Utf8JsonWriter writer, Cell cell)
    {
        bool isList = cell.Count > 1 || cell.Column.Field.IsList;
        if (isList) writer.WriteStartArray();
        for (int i = 0; i < cell.Count; i++) WriteEntry(writer, cell, cell.Entry + i);
        if (isList) writer.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, Cell cell, int entry)
    {
        switch (cell.Column)
        {
            case StringColumn { Field.Type: FieldType.Json or FieldType.Histogram } json:
                writer.WriteRawValue(json.Pool[json.Codes[entry]], skipInputValidation: false);
                break;
            case StringColumn texts:
                writer.WriteStringValue(texts.Pool[texts.Codes[entry]]);
                break;
            case IdColumn ids:
                writer.WriteStringValue(ids.IdAt(entry).ToString());
                break;
            case DoubleColumn numbers:
                WriteNumber(writer, numbers.Values[entry]);
                break;
            case Int64Column moments when cell.Name == Fields.Timestamp.Name:
                writer.WriteStringValue(Iso(moments.Values[entry]));
                break;
            case Int64Column { Field.Type: FieldType.Boolean } claims:
                writer.WriteBooleanValue(claims.Values[entry] != 0);
                break;
            case Int64Column numbers:
                writer.WriteNumberValue(numbers.Values[entry]);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        // JSON has no infinities; what cannot be said is null.
        if (!double.IsFinite(value)) writer.WriteNullValue();
        else if (value == Math.Floor(value) && Math.Abs(value) < 1e15) writer.WriteNumberValue((long)value);
        else writer.WriteNumberValue(value);
    }

    /// <summary>A moment in microseconds as <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.</summary>
    private static string Iso(long micros)
    {
        long clamped = Math.Clamp(micros, DateTimeOffset.MinValue.ToUnixTimeMilliseconds() * 1_000, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1_000);
        return DateTimeOffset.UnixEpoch.AddTicks(clamped * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    private readonly record struct Cell(string Name, Column Column, int Entry, int Count);
}
