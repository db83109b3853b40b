using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Fields of documents as OpenTelemetry's attributes.</summary>
/// <remarks>
/// Labels are plain attributes; a label that is called like a field keeps its prefix. Fields that have another name in the semantic conventions stand under both, since values are not always the same:
/// the subtype of a call is the system of a database only sometimes. Moments, and the trace's id, stand in the span.
/// </remarks>
internal static class OtlpAttributes
{
    internal const string LabelPrefix = "labels.", NumericLabelPrefix = "numeric_labels.";

    /// <summary>What tells of who sent an event.</summary>
    private static readonly string[] s_resources = ["service.", "agent.", "host.", "process.", "container.", "kubernetes.", "cloud.", "device.", "observer."];

    private static readonly string[] s_elsewhere = ["@timestamp", "timestamp.us", "trace.id"];

    /// <summary>Fields that the semantic conventions call otherwise.</summary>
    private static readonly Dictionary<string, string> s_conventions = new()
    {
        ["span.db.type"] = "db.type",
        ["span.db.instance"] = "db.name",
        ["span.db.statement"] = "db.statement",
        ["span.message.queue.name"] = "messaging.destination.name",
        ["transaction.message.queue.name"] = "messaging.destination.name",
        ["destination.address"] = "server.address",
        ["destination.port"] = "server.port",
    };

    /// <summary>Who sent it.</summary>
    public static JsonArray OfResource(JsonElement document, TraceService? service)
    {
        var attributes = new JsonArray();
        Add(attributes, "deployment.environment.name", service?.Environment);
        Add(attributes, "telemetry.sdk.language", service?.Language?.ToLowerInvariant());
        bool isNamed = false;
        foreach (var (path, value) in EventLeaves.Of(document).Where(leaf => IsOfResource(leaf.Path)))
        {
            isNamed |= path == Fields.ServiceName.Name;
            attributes.Add(AnyValue.Pair(path, value));
        }
        if (isNamed) return attributes;
        Add(attributes, Fields.ServiceName.Name, service?.Name ?? "unknown");
        Add(attributes, Fields.ServiceVersion.Name, service?.Version);
        Add(attributes, Fields.ServiceEnvironment.Name, service?.Environment);
        Add(attributes, Fields.ServiceLanguageName.Name, service?.Language);
        Add(attributes, Fields.AgentName.Name, service?.AgentName);
        return attributes;
    }

    /// <summary>What a transaction or span says of itself.</summary>
    public static JsonArray OfSpan(TraceRow row, JsonElement document)
    {
        var attributes = OfEvent(document);
        foreach (var (path, value) in EventLeaves.Of(document))
            if (s_conventions.TryGetValue(path, out string? name)) attributes.Add(AnyValue.Pair(name, value));
        if (row.Type == "db") Add(attributes, "db.system", row.Subtype);
        // Documents leave out what agents said of spans that they did not send.
        if (row.Lost is { } lost) attributes.Add(AnyValue.Pair(Fields.TransactionDroppedSpansStats.Name, JsonSerializer.SerializeToElement(new JsonArray([.. lost.Select(Of)]))));
        return attributes;
    }

    /// <summary>What an error says of itself, by its document when that is known.</summary>
    public static JsonArray OfError(TraceError error, IEnumerable<JsonElement> documents)
    {
        var attributes = new JsonArray();
        // One of the two must be there.
        Add(attributes, "exception.type", error.Message.Length == 0 ? error.Type ?? "error" : error.Type);
        Add(attributes, "exception.message", error.Message);
        if (!documents.Any()) Add(attributes, Fields.ErrorId.Name, error.Id);
        foreach (var document in documents)
            foreach (var attribute in OfEvent(document)) attributes.Add(attribute!.DeepClone());
        return attributes;
    }

    /// <summary>What a log line says of itself.</summary>
    public static JsonArray OfLog(TraceLog log, string? service)
    {
        var attributes = new JsonArray();
        Add(attributes, Fields.ProcessorEvent.Name, Fields.Events.Log);
        Add(attributes, Fields.LogLevel.Name, log.Level);
        Add(attributes, Fields.LogLogger.Name, log.Logger);
        if (log.Service != service) Add(attributes, Fields.ServiceName.Name, log.Service);
        return attributes;
    }

    private static JsonArray OfEvent(JsonElement document) =>
        [.. EventLeaves.Of(document).Where(leaf => !IsOfResource(leaf.Path) && !IsLeftOut(leaf)).Select(leaf => AnyValue.Pair(NameOf(leaf.Path), leaf.Value))];

    /// <summary>Masking puts one word in place of a user, or a session, with all its fields: no field has that name.</summary>
    private static bool IsLeftOut((string Path, JsonElement Value) leaf) =>
        s_elsewhere.Contains(leaf.Path)
        || (leaf.Value.ValueKind == JsonValueKind.String && leaf.Value.ValueEquals(SecretMask.Mask) && !Fields.TryGet(leaf.Path, out _) && !IsLabel(leaf.Path));

    // Whom a call went to, and who asked, is another matter in each event.
    private static bool IsOfResource(string path) =>
        s_resources.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))
        && !path.StartsWith("service.target.", StringComparison.Ordinal) && !path.StartsWith("service.origin.", StringComparison.Ordinal);

    private static bool IsLabel(string path) => path.StartsWith(LabelPrefix, StringComparison.Ordinal) || path.StartsWith(NumericLabelPrefix, StringComparison.Ordinal);

    private static string NameOf(string path)
    {
        if (!IsLabel(path)) return path;
        string key = path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return key.Contains('.', StringComparison.Ordinal) || Fields.TryGet(key, out _) ? path : key;
    }

    private static JsonObject Of(LostSpans lost) => new()
    {
        ["destination_service_resource"] = lost.Destination,
        ["outcome"] = lost.IsFailed ? Fields.Outcomes.Failure : Fields.Outcomes.Success,
        ["duration.count"] = lost.Count,
        ["duration.sum.us"] = lost.SumMicros,
    };

    private static void Add(JsonArray attributes, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) attributes.Add(new JsonObject { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } });
    }
}
