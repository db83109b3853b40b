using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Search.Dsl;
using Ashiato.Search.Indices;

namespace Ashiato.Search.Hits;

/// <summary>Writes hits: where an event is, its document, the values asked for, what it was sorted by.</summary>
internal static class HitWriter
{
    /// <summary>Writes the list of a page's hits.</summary>
    public static void Write(Utf8JsonWriter writer, SearchRequest request, HitPage page, CancellationToken cancel)
    {
        writer.WriteStartArray("hits");
        for (int i = 0; i < page.Rows.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Write(writer, request, page.Rows[i], i == page.Rows.Count - 1 ? page.Next : null, i);
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, SearchRequest request, EventRow row, string? token, int number)
    {
        byte[] document = EventDocument.ToUtf8(row);
        writer.WriteStartObject();
        writer.WriteString("_index", IndexSelection.NameOf(row));
        writer.WriteString("_id", DocumentId.Of(row, document));
        if (request.Sort.Count > 0) writer.WriteNull("_score");
        else writer.WriteNumber("_score", 1.0);
        WriteSource(writer, request.Source, document);
        if (request.Fields is { } fields) WriteFields(writer, fields, row, document);
        if (request.Sort.Count > 0 || request.PointInTime is not null) WriteSort(writer, request, row, token, number);
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, SourceFilter? filter, byte[] document)
    {
        if (filter is null) return;
        writer.WritePropertyName("_source");
        if (filter.IsEverything) writer.WriteRawValue(document, skipInputValidation: true);
        else filter.Apply(JsonNode.Parse(document, documentOptions: EventDocument.Reading)!.AsObject()).WriteTo(writer);
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<(string Pattern, string? Format)> asked, EventRow row, byte[] document)
    {
        var values = DocumentFields.Of(JsonNode.Parse(document, documentOptions: EventDocument.Reading)!.AsObject());
        // The one value that is searched but stands nowhere in the document.
        if (row.Text(Fields.ErrorGroupingName) is { } groupingName) values[Fields.ErrorGroupingName.Name] = [groupingName];
        writer.WriteStartObject("fields");
        foreach (var (name, list) in values)
        {
            string? format = null;
            bool isAsked = false;
            foreach (var (pattern, wanted) in asked)
            {
                if (!NamePattern.Fits(name, pattern)) continue;
                isAsked = true;
                format ??= wanted;
            }
            if (!isAsked) continue;
            writer.WritePropertyName(name);
            if (format is not null && name == Fields.Timestamp.Name) WriteMoments(writer, list, format);
            else list.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private static void WriteMoments(Utf8JsonWriter writer, JsonArray moments, string format)
    {
        writer.WriteStartArray();
        foreach (var moment in moments)
        {
            var read = new Moments(DateTimeOffset.UnixEpoch).Read(JsonSerializer.SerializeToElement(moment), null, TimeZoneInfo.Utc);
            writer.WriteStringValue(Moments.Write(read.FromMicros, format, TimeZoneInfo.Utc));
        }
        writer.WriteEndArray();
    }

    private static void WriteSort(Utf8JsonWriter writer, SearchRequest request, EventRow row, string? token, int number)
    {
        writer.WriteStartArray("sort");
        foreach (var key in request.Sort)
        {
            if (key.Name is null) WriteOwnOrder(writer, request, token, number);
            else WriteValue(writer, key, key.ValueOf(row));
        }
        if (HitSearch.SortValueCount(request) > request.Sort.Count) WriteOwnOrder(writer, request, token, number);
        writer.WriteEndArray();
    }

    /// <summary>The store's own order: of the last hit the place to go on from, of the others their number.</summary>
    private static void WriteOwnOrder(Utf8JsonWriter writer, SearchRequest request, string? token, int number)
    {
        if (token is not null) writer.WriteStringValue(HitPage.PlaceOf(token, request));
        else writer.WriteNumberValue(number);
    }

    private static void WriteValue(Utf8JsonWriter writer, HitSort key, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long micros when key.IsMoment && key.Format is not null:
                writer.WriteStringValue(Moments.Write(micros, key.Format, TimeZoneInfo.Utc));
                break;
            case long number:
                writer.WriteNumberValue(key.IsMoment ? (long)Math.Floor(number / 1_000.0) : number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
        }
    }
}
