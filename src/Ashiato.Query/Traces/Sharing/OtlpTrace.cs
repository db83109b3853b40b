using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Writes a trace in OpenTelemetry's JSON, an <c>ExportTraceServiceRequest</c>, for other tools.</summary>
/// <remarks>
/// Rows keep their ids and places; errors and log lines are events of their span. What has a name in the semantic conventions is written by it, for other tools, and
/// every field by its own name beside it (<see cref="OtlpAttributes"/>), so that <see cref="OwnOtlp"/> reads the same trace again. Placeholders of what never came are left out.
/// </remarks>
public static class OtlpTrace
{
    /// <summary>The scope of spans that were written here.</summary>
    internal const string Scope = "ashiato";

    /// <summary>The request, as UTF-8.</summary>
    public static byte[] Write(TraceFile file)
    {
        var trace = file.Trace;
        var logs = file.Notes.Logs.Where(log => log.SpanId is not null).ToLookup(log => log.SpanId!);
        var errors = trace.Errors.ToLookup(error => error.Row);
        var resources = new Dictionary<string, JsonArray>();
        var all = new JsonArray();
        for (int i = 0; i < trace.Rows.Count; i++)
        {
            var row = trace.Rows[i];
            if (row.Kind == TraceRowKind.Missing) continue;
            var document = file.Events.GetValueOrDefault(row.Id)?.Event ?? RowDocument.Of(row);
            // Instances of a service are resources of their own.
            var resource = OtlpAttributes.OfResource(document, row.Service < 0 ? null : trace.Services[row.Service]);
            string key = resource.ToJsonString();
            if (!resources.TryGetValue(key, out var spans))
            {
                resources.Add(key, spans = []);
                all.Add(new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = resource },
                    ["scopeSpans"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = Scope }, ["spans"] = spans }),
                });
            }
            spans.Add(Span(file, row, document, errors[i], logs[row.Id]));
        }
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["resourceSpans"] = all });
    }

    private static JsonObject Span(TraceFile file, TraceRow row, JsonElement document, IEnumerable<TraceError> errors, IEnumerable<TraceLog> logs)
    {
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
            ["attributes"] = OtlpAttributes.OfSpan(row, document),
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

    private static JsonArray Events(TraceFile file, TraceRow row, IEnumerable<TraceError> errors, IEnumerable<TraceLog> logs)
    {
        var documents = (file.Events.GetValueOrDefault(row.Id)?.Errors ?? []).ToLookup(document => OtlpJson.Text(OtlpJson.Member(document, "error"), "id"));
        string? service = row.Service < 0 ? null : file.Trace.Services[row.Service].Name;
        var events = new JsonArray();
        foreach (var error in errors)
            events.Add(Event(file.Trace.StartMicros + error.OffsetMicros - row.ShiftMicros, "exception", OtlpAttributes.OfError(error, documents[error.Id].Take(1))));
        foreach (var log in logs) events.Add(Event(log.TimestampMicros, log.Message, OtlpAttributes.OfLog(log, service)));
        return events;
    }

    private static JsonObject Event(long micros, string name, JsonArray attributes) => new() { ["timeUnixNano"] = Nanos(micros), ["name"] = name, ["attributes"] = attributes };

    private static string Nanos(long micros) => (micros * 1_000).ToString(CultureInfo.InvariantCulture);
}
