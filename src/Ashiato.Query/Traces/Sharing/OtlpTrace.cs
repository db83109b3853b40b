using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Writes a trace in OpenTelemetry's JSON, an <c>ExportTraceServiceRequest</c>, for other tools.</summary>
/// <remarks>
/// Rows keep their ids and places. What the documents call by ECS names is called by those of the semantic conventions again; labels are attributes;
/// errors and log lines are events of their span. Placeholders of what never came are left out.
/// </remarks>
public static class OtlpTrace
{
    private const int MostLeaves = 500;

    /// <summary>ECS fields that have a name of their own among attributes of spans.</summary>
    private static readonly Dictionary<string, string> s_attributes = new()
    {
        ["http.request.method"] = "http.request.method",
        ["http.response.status_code"] = "http.response.status_code",
        ["url.full"] = "url.full",
        ["url.original"] = "url.original",
        ["user_agent.original"] = "user_agent.original",
        ["span.db.type"] = "db.type",
        ["span.db.instance"] = "db.name",
        ["span.db.statement"] = "db.statement",
        ["span.subtype"] = "db.system",
        ["span.message.queue.name"] = "messaging.destination.name",
        ["transaction.message.queue.name"] = "messaging.destination.name",
        ["destination.address"] = "server.address",
        ["destination.port"] = "server.port",
    };

    /// <summary>The request, as UTF-8.</summary>
    public static byte[] Write(TraceFile file)
    {
        var trace = file.Trace;
        var logs = file.Notes.Logs.Where(log => log.SpanId is not null).ToLookup(log => log.SpanId!);
        var errors = trace.Errors.ToLookup(error => error.Row);
        var resources = new JsonArray();
        foreach (var ofService in Enumerable.Range(0, trace.Rows.Count).Where(i => trace.Rows[i].Kind != TraceRowKind.Missing).GroupBy(i => trace.Rows[i].Service))
        {
            var spans = new JsonArray();
            foreach (int i in ofService) spans.Add(Span(file, i, errors[i], logs[trace.Rows[i].Id]));
            resources.Add(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = Resource(ofService.Key < 0 ? null : trace.Services[ofService.Key]) },
                ["scopeSpans"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = "ashiato" }, ["spans"] = spans }),
            });
        }
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["resourceSpans"] = resources });
    }

    private static JsonArray Resource(TraceService? service)
    {
        var attributes = new JsonArray();
        Add(attributes, "service.name", service?.Name ?? "unknown");
        Add(attributes, "service.version", service?.Version);
        Add(attributes, "deployment.environment.name", service?.Environment);
        Add(attributes, "telemetry.sdk.language", service?.Language?.ToLowerInvariant());
        return attributes;
    }

    private static JsonObject Span(TraceFile file, int index, IEnumerable<TraceError> errors, IEnumerable<TraceLog> logs)
    {
        var row = file.Trace.Rows[index];
        var details = file.Events.GetValueOrDefault(row.Id);
        // Moments as they were sent: whoever reads the file has clocks to correct as well.
        long start = file.Trace.StartMicros + row.OffsetMicros - row.ShiftMicros;
        var parent = row.Parent < 0 ? null : file.Trace.Rows[row.Parent];
        return new JsonObject
        {
            ["traceId"] = file.Trace.TraceId,
            ["spanId"] = row.Id,
            // A parent that never came is still the parent.
            ["parentSpanId"] = parent?.Id ?? "",
            ["name"] = row.Name,
            ["kind"] = KindOf(row),
            ["startTimeUnixNano"] = Nanos(start),
            ["endTimeUnixNano"] = Nanos(start + row.DurationMicros),
            ["attributes"] = Attributes(row, details),
            ["events"] = Events(file, row, errors, logs),
            ["links"] = new JsonArray([.. (row.Links ?? []).Select(link => (JsonNode)new JsonObject { ["traceId"] = link.TraceId, ["spanId"] = link.SpanId })]),
            ["status"] = new JsonObject { ["code"] = row.IsFailed ? 2 : 0 },
        };
    }

    private static int KindOf(TraceRow row) => (row.Kind, row.Type) switch
    {
        (TraceRowKind.Transaction, "messaging") => 5,
        (TraceRowKind.Transaction, _) => 2,
        (_, "messaging") => 4,
        _ => row.Destination is null && row.Statement is null && row.Url is null ? 1 : 3,
    };

    private static JsonArray Attributes(TraceRow row, EventDetails? details)
    {
        var attributes = new JsonArray();
        if (details is null)
        {
            Add(attributes, "db.statement", row.Statement);
            Add(attributes, "url.full", row.Url);
            Add(attributes, "http.request.method", row.Method);
            return attributes;
        }
        foreach (var (path, value) in Leaves(details.Event, "").Take(MostLeaves))
        {
            string? name = path switch
            {
                _ when path.StartsWith("labels.", StringComparison.Ordinal) => path["labels.".Length..],
                _ when path.StartsWith("numeric_labels.", StringComparison.Ordinal) => path["numeric_labels.".Length..],
                // The subtype of anything else is not the name of a database.
                "span.subtype" => row.Type == "db" ? "db.system" : null,
                _ => s_attributes.GetValueOrDefault(path),
            };
            if (name is not null) attributes.Add(new JsonObject { ["key"] = name, ["value"] = Value(value) });
        }
        return attributes;
    }

    private static JsonArray Events(TraceFile file, TraceRow row, IEnumerable<TraceError> errors, IEnumerable<TraceLog> logs)
    {
        var events = new JsonArray();
        foreach (var error in errors)
        {
            var attributes = new JsonArray();
            Add(attributes, "exception.type", error.Type ?? "error");
            Add(attributes, "exception.message", error.Message);
            events.Add(new JsonObject { ["timeUnixNano"] = Nanos(file.Trace.StartMicros + error.OffsetMicros - row.ShiftMicros), ["name"] = "exception", ["attributes"] = attributes });
        }
        foreach (var log in logs)
        {
            var attributes = new JsonArray();
            Add(attributes, "log.level", log.Level);
            events.Add(new JsonObject { ["timeUnixNano"] = Nanos(log.TimestampMicros), ["name"] = log.Message, ["attributes"] = attributes });
        }
        return events;
    }

    private static IEnumerable<(string Path, JsonElement Value)> Leaves(JsonElement document, string path)
    {
        foreach (var property in document.EnumerateObject())
        {
            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object)
                foreach (var leaf in Leaves(property.Value, inner)) yield return leaf;
            else if (property.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)) yield return (inner, property.Value);
        }
    }

    private static JsonObject Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new JsonObject { ["boolValue"] = value.GetBoolean() },
        JsonValueKind.Number when value.TryGetInt64(out long whole) => new JsonObject { ["intValue"] = whole.ToString(CultureInfo.InvariantCulture) },
        JsonValueKind.Number => new JsonObject { ["doubleValue"] = value.GetDouble() },
        _ => new JsonObject { ["stringValue"] = value.GetString() },
    };

    private static void Add(JsonArray attributes, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) attributes.Add(new JsonObject { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } });
    }

    private static string Nanos(long micros) => (micros * 1_000).ToString(CultureInfo.InvariantCulture);
}
