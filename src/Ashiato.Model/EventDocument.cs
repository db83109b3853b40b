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
    /// <summary>How deep a document may nest: the 256 levels that intake takes, and what answers put around it.</summary>
    public const int MaxDepth = 512;

    /// <summary>So many dots of a name become nesting; what a sender's name has beyond stays in the innermost one.</summary>
    private const int MaxNameDepth = 64;

    private const string InMicros = "timestamp.us";

    private static readonly JsonReaderOptions s_kept = new() { MaxDepth = MaxDepth };

    /// <summary>How documents are to be read. By themselves readers end at 64 levels.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = MaxDepth };

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
        var places = row.Batch.Places;
        var cells = new List<Cell>(Math.Min(places.Length, 64));
        string? kind = row.Text(Fields.ProcessorEvent);
        foreach (var place in places)
        {
            int entry = place.Column.FirstEntry(row.Row);
            if (entry >= 0 && IsShown(place.Name, kind)) cells.Add(new Cell(place.Name, place.Column, entry, place.Column.CountOf(row.Row)));
        }
        writer.WriteStartObject();
        WriteLevel(writer, cells, 0, cells.Count, 0, MaxNameDepth);
        writer.WriteEndObject();
    }

    /// <summary>The places of columns, in the order of their names.</summary>
    internal static Place[] PlacesOf(IEnumerable<Column> columns)
    {
        var places = new List<Place>();
        foreach (var column in columns)
        {
            if (!column.Field.IsInDocument) continue;
            places.Add(new Place(column.Field.Name, column));
            if (column.Field.Name == Fields.Timestamp.Name) places.Add(new Place(InMicros, column));
        }
        places.Sort(static (a, b) => Compare(a.Name, b.Name));
        return [.. places];
    }

    /// <summary>What differs between the columns and the document: logs name no event, traces repeat their time in microseconds.</summary>
    private static bool IsShown(string name, string? kind)
    {
        if (ReferenceEquals(name, InMicros)) return kind is Fields.Events.Transaction or Fields.Events.Span or Fields.Events.Error;
        return name != Fields.ProcessorEvent.Name || kind != Fields.Events.Log;
    }

    /// <summary>Names in order, a dot before everything else: so "a" stands right before "a.b", and "a-b" behind both.</summary>
    private static int Compare(string x, string y)
    {
        int same = x.AsSpan().CommonPrefixLength(y);
        if (same == x.Length || same == y.Length) return x.Length.CompareTo(y.Length);
        if (x[same] == '.') return -1;
        return y[same] == '.' ? 1 : x[same].CompareTo(y[same]);
    }

    private static void WriteLevel(Utf8JsonWriter writer, List<Cell> cells, int from, int to, int depth, int levelsLeft)
    {
        while (from < to)
        {
            string name = cells[from].Name;
            int dot = name.IndexOf('.', depth);
            bool isLeaf = dot < 0 || dot == name.Length - 1 || levelsLeft == 0;
            int end = EndOfGroup(cells, from, to, isLeaf ? name.Length : dot);
            if (isLeaf)
            {
                WriteLeaves(writer, cells, from, end, depth);
            }
            else
            {
                writer.WriteStartObject(name.AsSpan(depth, dot - depth));
                WriteLevel(writer, cells, from, end, dot + 1, levelsLeft - 1);
                writer.WriteEndObject();
            }
            from = end;
        }
    }

    /// <summary>Where the names end that begin as the first does, up to a length, and go on with a dot or not at all.</summary>
    private static int EndOfGroup(List<Cell> cells, int from, int to, int length)
    {
        var group = cells[from].Name.AsSpan(0, length);
        int end = from + 1;
        while (end < to && cells[end].Name.AsSpan().StartsWith(group, StringComparison.Ordinal) && (cells[end].Name.Length == length || cells[end].Name[length] == '.')) end++;
        return end;
    }

    /// <summary>A value, and those that would nest in it: they keep the dots in their names, since a value cannot be an object too.</summary>
    private static void WriteLeaves(Utf8JsonWriter writer, List<Cell> cells, int from, int to, int depth)
    {
        for (int i = from; i < to; i++)
        {
            // A sample may come as a number and as a histogram under one name: the first stands.
            if (i > from && cells[i].Name == cells[i - 1].Name) continue;
            writer.WritePropertyName(cells[i].Name.AsSpan(depth));
            WriteValue(writer, cells[i]);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, Cell cell)
    {
        bool isList = cell.Count > 1 || cell.Column.Field.IsList;
        if (isList) writer.WriteStartArray();
        for (int i = 0; i < cell.Count; i++) WriteEntry(writer, cell, cell.Entry + i);
        if (isList) writer.WriteEndArray();
    }

    /// <summary>Writes JSON that was kept as it came. The writer's own check ends at 64 levels.</summary>
    private static void WriteJson(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, s_kept);
        while (reader.Read())
        {
            // It throws at what is no JSON.
        }
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static void WriteEntry(Utf8JsonWriter writer, Cell cell, int entry)
    {
        switch (cell.Column)
        {
            case StringColumn { Field.Type: FieldType.Json or FieldType.Histogram } json:
                WriteJson(writer, json.Pool[json.Codes[entry]]);
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

    /// <summary>Where the values of a column stand.</summary>
    internal readonly record struct Place(string Name, Column Column);

    private readonly record struct Cell(string Name, Column Column, int Entry, int Count);
}
