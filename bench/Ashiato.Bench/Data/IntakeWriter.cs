using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ashiato.Bench.Data;

/// <summary>Writes events as lines of Elastic APM intake v2.</summary>
internal sealed class IntakeWriter : IEventWriter
{
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly StringBuilder _text = new();
    private readonly Utf8JsonWriter _json;
    private readonly SeededRandom _random;

    public IntakeWriter(SeededRandom random)
    {
        _random = random;
        _json = new(_line, s_options);
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The first line of a request: who is sending.</summary>
    public byte[] Sender(BenchInstance instance)
    {
        Begin("metadata");
        var service = instance.Service;
        _json.WriteStartObject("service");
        _json.WriteString("name", service.Name);
        _json.WriteString("version", "2026.1." + service.Index.ToString(CultureInfo.InvariantCulture));
        _json.WriteString("environment", "production");
        WriteObject("agent", "name", service.Agent, "version", service.AgentVersion);
        WriteObject("language", "name", service.Language, "version", "1");
        WriteObject("runtime", "name", service.Language, "version", "1");
        _json.WriteStartObject("node");
        _json.WriteString("configured_name", instance.HostName);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("process");
        _json.WriteNumber("pid", instance.Pid);
        _json.WriteString("title", service.Name);
        _json.WriteEndObject();
        _json.WriteStartObject("system");
        _json.WriteString("hostname", instance.HostName);
        _json.WriteString("architecture", "amd64");
        _json.WriteString("platform", "linux");
        _json.WriteEndObject();
        return End();
    }

    /// <summary>The line of one event.</summary>
    public byte[] Event(TraceEvent one) => one.Kind == TraceEventKind.Transaction ? TransactionLine(one) : SpanLine(one);

    /// <summary>All lines, the sender's first.</summary>
    public void Request(ReadOnlySpan<byte> sender, ReadOnlySpan<byte> events, IBufferWriter<byte> target)
    {
        target.Write(sender);
        target.Write(events);
    }

    private byte[] TransactionLine(TraceEvent one)
    {
        var endpoint = one.Endpoint!;
        Begin("transaction");
        WriteIdentity(one);
        _json.WriteString("name", endpoint.Name);
        _json.WriteString("type", "request");
        WriteTimes(one);
        _json.WriteString("result", one.IsFailed ? "HTTP 5xx" : "HTTP 2xx");
        _json.WriteString("outcome", one.IsFailed ? "failure" : "success");
        _json.WriteBoolean("sampled", true);
        _json.WriteNumber("sample_rate", 1);
        _json.WriteStartObject("span_count");
        _json.WriteNumber("started", one.SpanCount);
        _json.WriteNumber("dropped", 0);
        _json.WriteEndObject();
        _json.WriteStartObject("context");
        _json.WriteStartObject("request");
        _json.WriteString("method", endpoint.Method);
        _json.WriteString("http_version", "1.1");
        WriteUrl(one, endpoint);
        _json.WriteStartObject("headers");
        _json.WriteString("User-Agent", UserAgentOf(one.Visit));
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartObject("response");
        _json.WriteNumber("status_code", one.IsFailed ? 500 : 200);
        _json.WriteEndObject();
        WriteTags(one);
        _json.WriteEndObject();
        return End();
    }

    private byte[] SpanLine(TraceEvent one)
    {
        Begin("span");
        WriteIdentity(one);
        WriteId("transaction_id", one.TransactionId);
        switch (one.Kind)
        {
            case TraceEventKind.Statement: WriteStatement(one); break;
            case TraceEventKind.Cache: WriteCache(one); break;
            case TraceEventKind.Call: WriteCall(one); break;
            default: WriteNaming("render " + one.Instance.Service.Noun, "app", null, null); break;
        }
        if (one.Kind != TraceEventKind.Work)
        {
            WriteTags(one);
            _json.WriteEndObject();
        }
        WriteTimes(one);
        _json.WriteString("outcome", one.IsFailed ? "failure" : "success");
        return End();
    }

    private void WriteStatement(TraceEvent one)
    {
        string database = one.Instance.Service.Database;
        WriteNaming(one.Statement!.SpanName, "db", database, "query");
        _json.WriteStartObject("context");
        _text.Clear();
        one.Statement.WriteTo(_text, one.Visit, _random);
        _json.WriteStartObject("db");
        _json.WriteString("instance", "shop");
        _json.WriteString("type", "sql");
        WriteText("statement");
        _json.WriteEndObject();
        WriteDestination(database, database == "mysql" ? 3306 : 5432, database + "/shop");
    }

    private void WriteCache(TraceEvent one)
    {
        WriteNaming("GET", "db", "redis", "query");
        _json.WriteStartObject("context");
        _text.Clear().Append(CultureInfo.InvariantCulture, $"GET {one.Instance.Service.Noun}:{one.Visit.Item}");
        _json.WriteStartObject("db");
        _json.WriteString("type", "redis");
        WriteText("statement");
        _json.WriteEndObject();
        WriteDestination("cache", 6379, "redis");
    }

    private void WriteCall(TraceEvent one)
    {
        var endpoint = one.Endpoint!;
        string host = endpoint.Service.Name + ".shop.internal";
        WriteNaming(endpoint.Method + " " + host, "external", "http", null);
        _json.WriteStartObject("context");
        _text.Clear().Append("http://").Append(host).Append(":8080");
        AppendPath(one.Visit, endpoint.Path);
        _json.WriteStartObject("http");
        WriteText("url");
        _json.WriteString("method", endpoint.Method);
        _json.WriteNumber("status_code", one.IsFailed ? 500 : 200);
        _json.WriteEndObject();
        WriteDestination(host, 8080, host + ":8080");
    }

    private void WriteDestination(string address, int port, string resource)
    {
        _json.WriteStartObject("destination");
        _json.WriteString("address", address);
        _json.WriteNumber("port", port);
        _json.WriteStartObject("service");
        _json.WriteString("resource", resource);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteNaming(string name, string type, string? subtype, string? action)
    {
        _json.WriteString("name", name);
        _json.WriteString("type", type);
        if (subtype is not null) _json.WriteString("subtype", subtype);
        if (action is not null) _json.WriteString("action", action);
    }

    private void WriteIdentity(TraceEvent one)
    {
        WriteId("id", one.Id);
        if (one.ParentId != 0) WriteId("parent_id", one.ParentId);
        Span<byte> trace = stackalloc byte[32];
        one.Visit.TraceHigh.TryFormat(trace, out _, "x16", CultureInfo.InvariantCulture);
        one.Visit.TraceLow.TryFormat(trace[16..], out _, "x16", CultureInfo.InvariantCulture);
        _json.WriteString("trace_id"u8, trace);
    }

    private void WriteTimes(TraceEvent one)
    {
        _json.WriteNumber("timestamp", one.StartMicros);
        _json.WriteNumber("duration", Math.Round(one.DurationMicros) / 1_000);
    }

    private void WriteUrl(TraceEvent one, BenchEndpoint endpoint)
    {
        string host = endpoint.Service.Name + ".shop.internal";
        _text.Clear();
        AppendPath(one.Visit, endpoint.Path);
        string path = _text.ToString();
        string query = endpoint.Query.Replace("#n", (one.Visit.Item % 100).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _json.WriteStartObject("url");
        _json.WriteString("full", $"http://{host}:8080{path}{(query.Length == 0 ? "" : "?")}{query}");
        _json.WriteString("protocol", "http:");
        _json.WriteString("hostname", host);
        _json.WriteString("port", "8080");
        _json.WriteString("pathname", path);
        if (query.Length > 0) _json.WriteString("search", "?" + query);
        _json.WriteEndObject();
    }

    private void WriteTags(TraceEvent one)
    {
        var visit = one.Visit;
        Span<byte> session = stackalloc byte[16];
        visit.Session.TryFormat(session, out _, "x16", CultureInfo.InvariantCulture);
        _json.WriteStartObject("tags");
        _text.Clear().Append(CultureInfo.InvariantCulture, $"{visit.User}");
        WriteText("user_id");
        _json.WriteString("session"u8, session);
        _json.WriteString("region", visit.Region);
        _json.WriteNumber("item_id", visit.Item);
        _json.WriteEndObject();
    }

    private void AppendPath(Visit visit, string path)
    {
        int slot = path.IndexOf('#', StringComparison.Ordinal);
        if (slot < 0)
        {
            _text.Append(path);
            return;
        }
        _text.Append(path, 0, slot)
            .Append(CultureInfo.InvariantCulture, $"{(path[slot + 1] == 'u' ? visit.User : visit.Item)}")
            .Append(path, slot + 2, path.Length - slot - 2);
    }

    // A browser stays the same for a session.
    private static string UserAgentOf(Visit visit) =>
        (visit.Session % 4) switch
        {
            0 => "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            1 => "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
            2 => "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            _ => "shop-app/5.2 (Android 16)",
        };

    private void WriteId(string name, ulong id)
    {
        Span<byte> hex = stackalloc byte[16];
        id.TryFormat(hex, out _, "x16", CultureInfo.InvariantCulture);
        _json.WriteString(name, hex);
    }

    private void WriteObject(string name, string key1, string value1, string key2, string value2)
    {
        _json.WriteStartObject(name);
        _json.WriteString(key1, value1);
        _json.WriteString(key2, value2);
        _json.WriteEndObject();
    }

    private void WriteText(string name)
    {
        _json.WritePropertyName(name);
        foreach (var chunk in _text.GetChunks())
        {
            // Builders this short are one chunk unless they have just grown.
            if (chunk.Length == _text.Length)
            {
                _json.WriteStringValue(chunk.Span);
                return;
            }
        }
        _json.WriteStringValue(_text.ToString());
    }

    private void Begin(string kind)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteStartObject(kind);
    }

    private byte[] End()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan.ToArray();
    }
}
