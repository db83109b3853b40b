using System.Text.Json;
using Ashiato.Model;
using Ashiato.Storage;
using Ashiato.Storage.Queries;

namespace Ashiato.Query.Traces.Sharing;

/// <summary>Reads a trace from a file: in the program's own form, in OpenTelemetry's JSON or in Jaeger's. Nothing of it is stored.</summary>
/// <param name="otlp">Reads OpenTelemetry's JSON.</param>
/// <param name="time">The time.</param>
public sealed class TraceUpload(IOtlpReader otlp, TimeProvider time)
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The trace of the file; if it has several, the longest of them.</summary>
    /// <param name="json">The file.</param>
    /// <param name="options">How the program's own form is written.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="RefusedException">It is none of these; the message is for whoever sent it.</exception>
    public async Task<TraceFile> ReadAsync(ReadOnlyMemory<byte> json, JsonSerializerOptions options, CancellationToken cancel)
    {
        try
        {
            var document = JsonElement.Parse(json.Span);
            if (document.ValueKind != JsonValueKind.Object) throw new RefusedException(QueryRefusal.FileIsNoObject, $"The file is no trace: it does not begin with an object.");
            if (document.TryGetProperty("form", out var form) && form.ValueEquals(TraceFile.FormName)) return Own(document, options);
            var request = JaegerTrace.IsJaeger(document) ? JaegerTrace.ToOtlp(document) : json;
            if (!JaegerTrace.IsJaeger(document) && !document.TryGetProperty("resourceSpans", out _))
                throw new RefusedException(QueryRefusal.FileOfNoKnownForm, $"The file is no trace that is known here: neither one that was saved from Ashiato, nor one of OpenTelemetry ('resourceSpans') or Jaeger ('data' with 'spans').");
            return await AssembleAsync(OwnOtlp.IsOwn(document) ? [OwnOtlp.Read(document)] : otlp.ReadTraces(request), cancel);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidDataException)
        {
            throw new RefusedException(QueryRefusal.FileUnreadable, $"The file cannot be read: {wrong.Message}");
        }
    }

    private static TraceFile Own(JsonElement document, JsonSerializerOptions options)
    {
        var file = document.Deserialize<TraceFile>(options) ?? throw new RefusedException(QueryRefusal.FileEmpty, $"The file is empty.");
        if (file.Version > TraceFile.NewestVersion) throw new RefusedException(QueryRefusal.FileOfNewerForm, $"The file was written by a newer Ashiato (form {file.Version}); this one reads form {TraceFile.NewestVersion}.");
        TraceFileCheck.Check(file);
        return file;
    }

    private async Task<TraceFile> AssembleAsync(IReadOnlyList<EventBatch> batches, CancellationToken cancel)
    {
        await using var store = new MemoryEventStore();
        foreach (var batch in batches) await store.AppendAsync(batch, cancel);
        var byTrace = new GroupQuery { Keys = [new GroupKey.Value(Fields.TraceId)], Measures = [new Measure.Count()], Order = new GroupOrder(0), Limit = 1 };
        var groups = (await store.QueryAsync(byTrace, cancel)).Groups;
        string traceId = groups.Count > 0 ? groups[0].Text(0) : "";
        return await new TraceFileQuestion(store, time).AskAsync(traceId, isMasked: false, cancel) ?? throw new RefusedException(QueryRefusal.FileWithoutSpans, $"The file holds no spans.");
    }
}
