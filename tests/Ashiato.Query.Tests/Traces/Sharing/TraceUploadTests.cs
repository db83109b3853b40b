using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ashiato.Intake.OpenTelemetry;
using Ashiato.Model;
using Ashiato.Query.Traces;
using Ashiato.Query.Traces.Sharing;

namespace Ashiato.Query.Tests.Traces.Sharing;

public class TraceUploadTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_that_was_saved_in_the_own_form_is_the_same_when_it_is_read()
    {
        var saved = await FileAsync(Shop());

        var read = await ReadAsync(JsonSerializer.SerializeToUtf8Bytes(saved, s_json));

        Assert.Equal(saved.Trace.Rows, read.Trace.Rows);
        Assert.Equal(saved.Trace.Services, read.Trace.Services);
        Assert.Equal(saved.Notes.Logs, read.Notes.Logs);
        Assert.Equal(saved.Events.Keys, read.Events.Keys);
    }

    [Fact]
    public async Task A_trace_that_was_saved_for_OpenTelemetry_has_the_same_tree_when_it_is_read()
    {
        var saved = await FileAsync(Shop());

        var read = await ReadAsync(OtlpTrace.Write(saved));

        Assert.Equal(saved.Trace.TraceId, read.Trace.TraceId);
        Assert.Equal(saved.Trace.StartMicros, read.Trace.StartMicros);
        Assert.Equal(saved.Trace.Rows.Select(Shape), read.Trace.Rows.Select(Shape));
        Assert.Equal("SELECT 1", read.Trace.Rows[1].Statement);
        Assert.Equal("It broke.", Assert.Single(read.Trace.Errors).Message);
        Assert.Equal("checked out", Assert.Single(read.Notes.Logs).Message);

        static (string Id, int Parent, string Name, long Offset, long Duration, bool IsFailed) Shape(TraceRow row) =>
            (row.Id, row.Parent, row.Name, row.OffsetMicros, row.DurationMicros, row.IsFailed);
    }

    [Fact]
    public async Task A_trace_of_Jaeger_has_its_tree_services_errors_logs_and_links()
    {
        var file = await ReadAsync(Encoding.UTF8.GetBytes(Jaeger));

        Assert.Equal("000000000000000000000000000000ab", file.Trace.TraceId);
        Assert.Equal(["GET /", "SELECT"], file.Trace.Rows.Select(row => row.Name));
        Assert.Equal([-1, 0], file.Trace.Rows.Select(row => row.Parent));
        Assert.Equal(["web", "db-proxy"], file.Trace.Services.Select(service => service.Name));
        Assert.Equal([2_000, 500], file.Trace.Rows.Select(row => row.DurationMicros));
        Assert.True(file.Trace.Rows[1].IsFailed);
        Assert.Equal("SELECT 1", file.Trace.Rows[1].Statement);
        Assert.Equal("retrying", Assert.Single(file.Notes.Logs).Message);
        Assert.Equal([new SpanLink("000000000000000000000000000000cd", "0000000000000009")], file.Trace.Rows[1].Links);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("[1]", "does not begin with an object")]
    [InlineData("{}", "no trace that is known here")]
    [InlineData("""{"resourceSpans":[]}""", "holds no spans")]
    [InlineData("""{"resourceSpans":5}""", "")]
    [InlineData("""{"data":[{"spans":[]}]}""", "holds no spans")]
    [InlineData("""{"form":"ashiato.trace"}""", "cannot be read")]
    public async Task A_file_that_is_no_trace_is_answered_with_what_is_wrong(string json, string words)
    {
        var wrong = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(Encoding.UTF8.GetBytes(json)));

        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.version", "9", "newer Ashiato")]
    [InlineData("$.trace.rows", "[]", "no spans")]
    [InlineData("$.trace.rows", "null", "missing")]
    [InlineData("$.trace.rows[1].parent", "1", "cannot be placed")]
    [InlineData("$.trace.rows[1].depth", "7", "cannot be placed")]
    [InlineData("$.trace.rows[1].service", "5", "not listed")]
    [InlineData("$.trace.rows[1].durationMicros", "-5", "less than no time")]
    [InlineData("$.trace.criticalPath[0].row", "55", "critical path")]
    [InlineData("$.trace.errors[0].row", "55", "error")]
    [InlineData("$.notes.logs", "null", "missing")]
    public async Task A_file_that_was_tampered_with_is_not_drawn(string path, string value, string words)
    {
        var node = JsonSerializer.SerializeToNode(await FileAsync(Shop()), s_json)!;
        Replace(node, path, JsonNode.Parse(value));

        var wrong = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(Encoding.UTF8.GetBytes(node.ToJsonString())));

        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_masked_file_holds_no_secret_in_rows_notes_and_events()
    {
        var file = await FileAsync(Shop().Log("token=hunter2"), isMasked: true);

        string json = JsonSerializer.Serialize(file, s_json);
        Assert.True(file.IsMasked);
        Assert.DoesNotContain("hunter2", json, StringComparison.Ordinal);
        Assert.Contains("SELECT 1", json, StringComparison.Ordinal);
    }

    private static SampleEvents Shop() => new SampleEvents()
        .Transaction("aaaaaaaaaaaaaaa1", takes: 5_000, with: batch => batch.Set(Fields.UrlFull, "http://shop/?password=hunter2"))
        .Span("aaaaaaaaaaaaaaa2", at: 100, takes: 300, parent: "aaaaaaaaaaaaaaa1", transaction: "aaaaaaaaaaaaaaa1", with: batch =>
        {
            batch.Set(Fields.SpanSubtype, "mysql");
            batch.Set(Fields.SpanDbStatement, "SELECT 1");
            batch.Set(Fields.EventOutcome, Fields.Outcomes.Failure);
            batch.Set(Fields.Label("db_password"), "hunter2");
        })
        .Error("e1", at: 200, parent: "aaaaaaaaaaaaaaa2", transaction: "aaaaaaaaaaaaaaa1")
        .Log("checked out", at: 4_000, with: batch => batch.Set(Fields.SpanId, "aaaaaaaaaaaaaaa2"));

    private static async Task<TraceFile> FileAsync(SampleEvents events, bool isMasked = false)
    {
        await using var store = await events.ToStoreAsync();
        return (await new TraceFileQuestion(store, TimeProvider.System).AskAsync(SampleEvents.TraceId, isMasked, Cancel))!;
    }

    private static Task<TraceFile> ReadAsync(byte[] json) => new TraceUpload(new Otlp(), TimeProvider.System).ReadAsync(json, s_json, Cancel);

    private static void Replace(JsonNode root, string path, JsonNode? value)
    {
        var parts = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var at = root;
        foreach (string part in parts[..^1]) at = Step(at, part);
        if (parts[^1].StartsWith('[')) at[int.Parse(parts[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else at[parts[^1]] = value;

        static JsonNode Step(JsonNode node, string part) =>
            part.StartsWith('[') ? node[int.Parse(part[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!;
    }

    private const string Jaeger = """
        {"data":[{"traceID":"ab","spans":[
          {"traceID":"ab","spanID":"1","operationName":"GET /","references":[],"startTime":1700000000000000,"duration":2000,
           "tags":[{"key":"span.kind","type":"string","value":"server"},{"key":"http.status_code","type":"int64","value":200}],"logs":[],"processID":"p1"},
          {"traceID":"ab","spanID":"2","operationName":"SELECT","references":[
             {"refType":"CHILD_OF","traceID":"ab","spanID":"1"},{"refType":"FOLLOWS_FROM","traceID":"cd","spanID":"9"}],
           "startTime":1700000000000100,"duration":500,
           "tags":[{"key":"span.kind","type":"string","value":"client"},{"key":"db.system","value":"mysql"},{"key":"db.statement","value":"SELECT 1"},{"key":"error","type":"bool","value":true}],
           "logs":[{"timestamp":1700000000000200,"fields":[{"key":"event","value":"retrying"},{"key":"attempt","type":"int64","value":2}]}],"processID":"p2"}],
          "processes":{"p1":{"serviceName":"web","tags":[]},"p2":{"serviceName":"db-proxy","tags":[]}}}]}
        """;

    /// <summary>The intake's decoder, as the program lends it.</summary>
    private sealed class Otlp : IOtlpReader
    {
        public IReadOnlyList<EventBatch> ReadTraces(ReadOnlyMemory<byte> json) => OtlpTraceFile.Read(json.Span, TimeProvider.System);
    }
}
