using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ashiato.Model;
using Ashiato.Query;
using Ashiato.Query.Dates;

namespace Ashiato.Search.Bulk;

/// <summary>Turns documents of the Elastic Common Schema into events of a batch: the way back of <see cref="EventDocument"/>.</summary>
internal sealed class DocumentReader
{
    private const int MaxDepth = 20;
    private const int MaxFields = 1_000;

    private static readonly string[] s_streamParts = [Fields.DataStreamType.Name, Fields.DataStreamDataset.Name, Fields.DataStreamNamespace.Name];
    private static readonly SearchValues<char> s_neverInNames = SearchValues.Create("*?\"<>|, #\\/:");

    private readonly EventBatchBuilder _batch = new();
    private readonly Dictionary<string, Field> _fields = [];
    private string[] _stream = [];
    private int _count;

    /// <summary>Adds a document.</summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="stream">The data stream that it goes into.</param>
    /// <exception cref="SearchException">The document cannot be kept; nothing of it is.</exception>
    public void Add(JsonElement document, string stream)
    {
        try
        {
            _count = 0;
            _stream = PartsOf(stream);
            AddMembers(document, "", 0);
            Complete(document);
            _batch.EndRow();
        }
        catch (Exception)
        {
            _batch.DropRow();
            throw;
        }
    }

    /// <summary>The events so far, as a batch.</summary>
    public EventBatch Build() => _batch.Build();

    private void AddMembers(JsonElement members, string path, int depth)
    {
        if (depth > MaxDepth) throw Wrong(path, $"nested more than {MaxDepth} levels deep");
        foreach (var member in members.EnumerateObject()) AddValue(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", depth);
    }

    private void AddValue(JsonElement value, string name, int depth)
    {
        // The moment stands in @timestamp; this is it once more, and is made from it.
        if (name == FieldName.TimestampUs || value.ValueKind == JsonValueKind.Null) return;
        if (Array.IndexOf(s_streamParts, name) is var part and >= 0)
        {
            if (value.AsText() != _stream[part]) throw Wrong(name, $"[{Requests.Cut(value)}], and the data stream says [{_stream[part]}]");
            return;
        }
        if (++_count > MaxFields) throw Wrong(name, $"one of more than {MaxFields} values of the document");
        bool isKnown = Fields.TryGet(name, out var known);
        if (isKnown && known!.Type is FieldType.Json or FieldType.Histogram)
        {
            _batch.Set(known, value.GetRawText());
            if (known.Equals(Fields.ErrorException)) AddException(value);
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when IsHistogram(value):
                _batch.Set(Fields.HistogramSample(name), value.GetRawText());
                break;
            case JsonValueKind.Object:
                AddMembers(value, name, depth + 1);
                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(static item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array):
                _batch.Set(Fields.Resolve(name, FieldType.Json), value.GetRawText());
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    if (item.ValueKind != JsonValueKind.Null) AddScalar(FieldOf(name, item), item);
                break;
            default:
                AddScalar(FieldOf(name, value), value);
                break;
        }
    }

    private Field FieldOf(string name, JsonElement value)
    {
        if (FieldName.TryFind(name, out var found) && found.Name == found.Field.Name) return found.Field;
        var type = value.ValueKind switch { JsonValueKind.Number => FieldType.Double, JsonValueKind.True or JsonValueKind.False => FieldType.Boolean, _ => FieldType.Keyword };
        string key = $"{type}:{name}";
        if (!_fields.TryGetValue(key, out var field)) _fields.Add(key, field = Fields.Resolve(name, type));
        return field;
    }

    private void AddScalar(Field field, JsonElement value)
    {
        string text = value.AsText();
        switch (field.Type)
        {
            case FieldType.Timestamp:
                _batch.Set(field, Micros(field, value, text));
                break;
            case FieldType.Boolean:
                _batch.Set(field, bool.TryParse(text, out bool claim) ? claim : throw Wrong(field, text));
                break;
            case FieldType.Long:
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) _batch.Set(field, whole);
                else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 9.2e18) _batch.Set(field, (long)number);
                else throw Wrong(field, text);
                break;
            case FieldType.Double:
                _batch.Add(field, double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real) ? real : throw Wrong(field, text));
                break;
            default:
                if (text.Length == 0 && KeepsEmpty(field)) _batch.AddAsSent(field, default);
                else _batch.Add(field, System.Text.Encoding.UTF8.GetBytes(text));
                break;
        }
    }

    /// <summary>Labels and fields of one's own may be empty, as may the kind of a target; elsewhere an empty text is none.</summary>
    private static bool KeepsEmpty(Field field) => field.Kind == ColumnKind.String && (field.Index < 0 || field == Fields.ServiceTargetType);

    private static long Micros(Field field, JsonElement value, string text)
    {
        if (value.ValueKind == JsonValueKind.Number && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long millis) && millis is > -300_000_000_000_000 and < 300_000_000_000_000) return millis * 1_000;
        if (text.StartsWith("now", StringComparison.Ordinal) || text.Contains('|', StringComparison.Ordinal)) throw Wrong(field, text);
        return DateMath.TryParse(text, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc, out var stretch) ? stretch.FromMicros : throw Wrong(field, text);
    }

    /// <summary>What an exception says of itself is searched by fields of its own.</summary>
    private void AddException(JsonElement exceptions)
    {
        foreach (var one in exceptions.AsList())
        {
            AddText(Fields.ErrorExceptionMessage, one.Member("message"));
            AddText(Fields.ErrorExceptionType, one.Member("type"));
            AddText(Fields.ErrorExceptionModule, one.Member("module"));
            AddText(Fields.ErrorExceptionCode, one.Member("code"));
            if (one.Member("handled") is { ValueKind: JsonValueKind.True or JsonValueKind.False } handled && !_batch.Has(Fields.ErrorExceptionHandled)) _batch.Set(Fields.ErrorExceptionHandled, handled.GetBoolean());
        }
    }

    private void AddText(Field field, JsonElement? text)
    {
        if (text is { ValueKind: JsonValueKind.String or JsonValueKind.Number } given) _batch.Add(field, System.Text.Encoding.UTF8.GetBytes(given.AsText()));
    }

    /// <summary>What every event has and a document may lack, or says more exactly.</summary>
    private void Complete(JsonElement document)
    {
        if (!_batch.Has(Fields.Timestamp)) throw new SearchException(400, "document_parsing_exception", "data stream timestamp field [@timestamp] is missing");
        if ((document.Member("timestamp")?.Member("us") ?? document.Member(FieldName.TimestampUs)) is { ValueKind: JsonValueKind.Number } us && us.TryGetInt64(out long micros)) _batch.Set(Fields.Timestamp, micros);
        _batch.Set(Fields.DataStreamType, _stream[0]);
        _batch.Set(Fields.DataStreamDataset, _stream[1]);
        _batch.Set(Fields.DataStreamNamespace, _stream[2]);
        if (!_batch.Has(Fields.ProcessorEvent)) _batch.Set(Fields.ProcessorEvent, KindOf(_stream));
    }

    /// <summary>Type, dataset and namespace of a data stream.</summary>
    private static string[] PartsOf(string stream)
    {
        string[] parts = stream.Split('-', 3);
        if (parts.Length == 3 && parts[0] is "traces" or "logs" or "metrics" && parts[1].Length > 0 && parts[2].Length > 0 && !stream.AsSpan().ContainsAny(s_neverInNames) && !stream.Any(char.IsUpper)) return parts;
        throw SearchException.Illegal($"[{(stream.Length <= 80 ? stream : stream[..80])}] is no data stream of events; expected a name such as traces-apm-default, logs-apm.app.shop-default or metrics-apm.internal-default.");
    }

    private string KindOf(string[] parts) => parts[0] switch
    {
        "metrics" => Fields.Events.Metric,
        "logs" => parts[1] == "apm.error" ? Fields.Events.Error : Fields.Events.Log,
        _ => _batch.Has(Fields.SpanId) && !_batch.Has(Fields.TransactionName) ? Fields.Events.Span : Fields.Events.Transaction,
    };

    private static bool IsHistogram(JsonElement value) =>
        value.GetPropertyCount() == 2 && value.Member("values") is { ValueKind: JsonValueKind.Array } && value.Member("counts") is { ValueKind: JsonValueKind.Array };

    private static SearchException Wrong(Field field, string text) => Wrong(field.Name, $"[{(text.Length <= 80 ? text : text[..80])}], which is no {field.Type}");

    private static SearchException Wrong(string name, string finding) => new(400, "document_parsing_exception", $"failed to parse field [{name}]: it is {finding}.");
}
