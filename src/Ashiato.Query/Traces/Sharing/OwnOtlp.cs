using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Model;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Reads the events of a trace that <see cref="OtlpTrace"/> wrote: field by field, instead of guessing them from the semantic conventions as of other files.</summary>
internal sealed class OwnOtlp
{
    private readonly EventBatchBuilder _events = new();

    /// <summary>True when all spans of the file were written here, with the names of their fields.</summary>
    public static bool IsOwn(JsonElement document)
    {
        var scopes = Scopes(document).Select(scope => scope.Scope).ToList();
        return scopes.Count > 0 && scopes.All(scope => OtlpJson.Text(OtlpJson.Member(scope, "scope"), "name") == OtlpTrace.Scope)
            && scopes.SelectMany(scope => OtlpJson.List(scope, "spans")).All(span => KindOf(span) is Fields.Events.Transaction or Fields.Events.Span);
    }

    /// <summary>Its events.</summary>
    public static EventBatch Read(JsonElement document)
    {
        var own = new OwnOtlp();
        foreach (var (resource, scope) in Scopes(document))
            foreach (var span in OtlpJson.List(scope, "spans")) own.AddSpan(span, resource);
        return own._events.Build();
    }

    private static IEnumerable<(JsonElement Resource, JsonElement Scope)> Scopes(JsonElement document) =>
        from resource in OtlpJson.List(document, "resourceSpans")
        from scope in OtlpJson.List(resource, "scopeSpans")
        select (OtlpJson.Member(resource, "resource"), scope);

    private static string KindOf(JsonElement span) => OtlpJson.Pairs(span, "attributes").Where(pair => pair.Key == Fields.ProcessorEvent.Name).Select(pair => OtlpJson.Text(pair.Value, "stringValue")).FirstOrDefault("");

    private void AddSpan(JsonElement span, JsonElement resource)
    {
        bool isTransaction = KindOf(span) == Fields.Events.Transaction;
        string traceId = OtlpJson.Text(span, "traceId"), id = OtlpJson.Text(span, "spanId");
        _events.Set(Fields.Timestamp, OtlpJson.Micros(span, "startTimeUnixNano"));
        _events.Set(Fields.TraceId, traceId);
        _events.Set(Fields.ParentId, OtlpJson.Text(span, "parentSpanId"));
        Set(resource);
        Set(span);
        // Whatever attributes say: by it the place in the tree is found.
        _events.Set(isTransaction ? Fields.TransactionId : Fields.SpanId, id);
        _events.EndRow();
        foreach (var added in OtlpJson.List(span, "events")) AddEvent(added, resource, traceId, id, isTransaction);
    }

    private void AddEvent(JsonElement added, JsonElement resource, string traceId, string spanId, bool isTransaction)
    {
        _events.Set(Fields.Timestamp, OtlpJson.Micros(added, "timeUnixNano"));
        _events.Set(Fields.TraceId, traceId);
        Set(resource);
        if (KindOf(added) == Fields.Events.Log)
        {
            _events.Set(Fields.Message, OtlpJson.Text(added, "name"));
            _events.Set(isTransaction ? Fields.TransactionId : Fields.SpanId, spanId);
        }
        else
        {
            _events.Set(Fields.ProcessorEvent, Fields.Events.Error);
            _events.Set(Fields.ParentId, spanId);
            foreach (var (key, value) in OtlpJson.Pairs(added, "attributes"))
            {
                if (key == "exception.type") _events.Set(Fields.ErrorExceptionType, OtlpJson.Text(value, "stringValue"));
                if (key == "exception.message") _events.Set(Fields.ErrorExceptionMessage, OtlpJson.Text(value, "stringValue"));
            }
        }
        Set(added);
        _events.EndRow();
    }

    private void Set(JsonElement parent)
    {
        foreach (var (key, value) in OtlpJson.Pairs(parent, "attributes"))
            if (AnyValue.Read(value) is { } read && FieldOf(key, read) is { } field) Set(field, read);
    }

    /// <returns><see langword="null"/> for a name of the semantic conventions: the field stands beside it under its own.</returns>
    private static Field? FieldOf(string key, JsonNode value)
    {
        if (Fields.TryGet(key, out var known)) return known;
        if (key.StartsWith(OtlpAttributes.LabelPrefix, StringComparison.Ordinal)) return Fields.Label(key[OtlpAttributes.LabelPrefix.Length..]);
        if (key.StartsWith(OtlpAttributes.NumericLabelPrefix, StringComparison.Ordinal)) return Fields.NumericLabel(key[OtlpAttributes.NumericLabelPrefix.Length..]);
        if (key.StartsWith("transaction.marks.", StringComparison.Ordinal)) return Fields.Resolve(key);
        if (key.Contains('.', StringComparison.Ordinal)) return null;
        var first = value is JsonArray { Count: > 0 } list ? list[0] : value;
        return first?.GetValueKind() == JsonValueKind.Number ? Fields.NumericLabel(key) : Fields.Label(key);
    }

    private void Set(Field field, JsonNode value)
    {
        if (field.Type is FieldType.Json or FieldType.Histogram)
        {
            _events.Set(field, value.ToJsonString());
            return;
        }
        _events.Clear(field);
        foreach (var one in value is JsonArray list ? list : [value.DeepClone()]) Add(field, one);
    }

    private void Add(Field field, JsonNode? value)
    {
        if (value is null or JsonObject or JsonArray) return;
        string text = value.ToString();
        switch (field.Kind)
        {
            // Decoders know of texts that are empty; a builder takes one only by its number.
            case ColumnKind.String when text.Length == 0:
                _events.AddCode(field, _events.CodeOf(field, []));
                break;
            case ColumnKind.String or ColumnKind.Id:
                _events.Add(field, Encoding.UTF8.GetBytes(text));
                break;
            case ColumnKind.Int64 when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                _events.Set(field, value.GetValueKind() == JsonValueKind.True);
                break;
            case ColumnKind.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole):
                _events.Set(field, whole);
                break;
            case ColumnKind.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                _events.Add(field, number);
                break;
            default:
                // A value that is of another kind than its field is none.
                break;
        }
    }
}
