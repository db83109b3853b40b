using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Ashiato.Bench.Data;

/// <summary>Writes events as spans of OTLP in protobuf, as an OpenTelemetry SDK would send them.</summary>
internal sealed class OtlpWriter(SeededRandom random) : IEventWriter
{
    private const int Internal = 1, Server = 2, Client = 3;
    private const int StatusError = 2;

    private readonly ProtoBuffer _span = new();
    private readonly ProtoBuffer _pair = new();
    private readonly ProtoBuffer _value = new();
    private readonly ProtoBuffer _outer = new();
    private readonly ProtoBuffer _scopes = new();
    private readonly StringBuilder _text = new();

    public void Dispose()
    {
        // Nothing but memory.
    }

    /// <summary>A resource.</summary>
    public byte[] Sender(BenchInstance instance)
    {
        var service = instance.Service;
        _span.Clear();
        Attribute(1, "service.name", service.Name);
        Attribute(1, "service.version", "2026.1." + service.Index.ToString(CultureInfo.InvariantCulture));
        Attribute(1, "deployment.environment.name", "production");
        Attribute(1, "service.instance.id", instance.HostName);
        Attribute(1, "telemetry.sdk.name", "opentelemetry");
        Attribute(1, "telemetry.sdk.version", "1.20.1");
        Attribute(1, "telemetry.sdk.language", service.Language);
        Attribute(1, "host.name", instance.HostName);
        Attribute(1, "host.arch", "amd64");
        Attribute(1, "os.type", "linux");
        Attribute(1, "process.pid", instance.Pid);
        return _span.Written.ToArray();
    }

    /// <summary>A span, with the tag of its place in a scope.</summary>
    public byte[] Event(TraceEvent one)
    {
        _span.Clear();
        WriteIdentity(one);
        switch (one.Kind)
        {
            case TraceEventKind.Transaction: WriteRequest(one); break;
            case TraceEventKind.Statement: WriteStatement(one); break;
            case TraceEventKind.Cache: WriteCache(one); break;
            case TraceEventKind.Call: WriteCall(one); break;
            default: WriteName("render " + one.Instance.Service.Noun, Internal); break;
        }
        if (one.Kind != TraceEventKind.Work) WriteLabels(one.Visit);
        if (one.IsFailed)
        {
            _value.Clear();
            _value.Varint(3, StatusError);
            _span.Bytes(15, _value.Written);
        }
        _outer.Clear();
        _outer.Bytes(2, _span.Written);
        return _outer.Written.ToArray();
    }

    /// <summary>ExportTraceServiceRequest.</summary>
    public void Request(ReadOnlySpan<byte> sender, ReadOnlySpan<byte> events, IBufferWriter<byte> target)
    {
        _value.Clear();
        _value.Text(1, "bench");
        _scopes.Clear();
        _scopes.Bytes(1, _value.Written);
        byte[] scope = [.. _scopes.Written, .. events];
        _scopes.Clear();
        _scopes.Bytes(1, sender);
        _scopes.Bytes(2, scope);
        _outer.Clear();
        _outer.Bytes(1, _scopes.Written);
        target.Write(_outer.Written);
    }

    private void WriteIdentity(TraceEvent one)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, one.Visit.TraceHigh);
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], one.Visit.TraceLow);
        _span.Bytes(1, id);
        BinaryPrimitives.WriteUInt64BigEndian(id, one.Id);
        _span.Bytes(2, id[..8]);
        if (one.ParentId != 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(id, one.ParentId);
            _span.Bytes(4, id[..8]);
        }
        ulong start = (ulong)one.StartMicros * 1_000;
        _span.Fixed64(7, start);
        _span.Fixed64(8, start + (ulong)(Math.Round(one.DurationMicros) * 1_000));
    }

    private void WriteRequest(TraceEvent one)
    {
        var endpoint = one.Endpoint!;
        WriteName(endpoint.Name, Server);
        Attribute(9, "http.request.method", endpoint.Method);
        Attribute(9, "url.scheme", "http");
        Attribute(9, "server.address", endpoint.Service.Name + ".shop.internal");
        Attribute(9, "server.port", 8080);
        Attribute(9, "url.path", PathOf(one.Visit, endpoint.Path));
        if (endpoint.Query.Length > 0) Attribute(9, "url.query", endpoint.Query.Replace("#n", (one.Visit.Item % 100).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Attribute(9, "http.response.status_code", one.IsFailed ? 500 : 200);
    }

    private void WriteStatement(TraceEvent one)
    {
        string database = one.Instance.Service.Database;
        WriteName(one.Statement!.SpanName, Client);
        _text.Clear();
        one.Statement.WriteTo(_text, one.Visit, random);
        Attribute(9, "db.system", database);
        Attribute(9, "db.name", "shop");
        Attribute(9, "db.statement", _text.ToString());
        Attribute(9, "server.address", database);
        Attribute(9, "server.port", database == "mysql" ? 3306 : 5432);
    }

    private void WriteCache(TraceEvent one)
    {
        WriteName("GET", Client);
        Attribute(9, "db.system", "redis");
        Attribute(9, "db.statement", string.Create(CultureInfo.InvariantCulture, $"GET {one.Instance.Service.Noun}:{one.Visit.Item}"));
        Attribute(9, "server.address", "cache");
        Attribute(9, "server.port", 6379);
    }

    private void WriteCall(TraceEvent one)
    {
        var endpoint = one.Endpoint!;
        string host = endpoint.Service.Name + ".shop.internal";
        WriteName(endpoint.Method + " " + host, Client);
        Attribute(9, "http.request.method", endpoint.Method);
        Attribute(9, "url.full", $"http://{host}:8080{PathOf(one.Visit, endpoint.Path)}");
        Attribute(9, "http.response.status_code", one.IsFailed ? 500 : 200);
    }

    private void WriteLabels(Visit visit)
    {
        Attribute(9, "user_id", visit.User.ToString(CultureInfo.InvariantCulture));
        Attribute(9, "session", visit.Session.ToString("x16", CultureInfo.InvariantCulture));
        Attribute(9, "region", visit.Region);
        Attribute(9, "item_id", visit.Item);
    }

    private void WriteName(string name, int kind)
    {
        _span.Text(5, name);
        _span.Varint(6, (ulong)kind);
    }

    private void Attribute(int field, string key, string value)
    {
        _value.Clear();
        _value.Text(1, value);
        Attribute(field, key);
    }

    private void Attribute(int field, string key, long value)
    {
        _value.Clear();
        _value.Varint(3, (ulong)value);
        Attribute(field, key);
    }

    /// <summary>Writes the value that stands in <see cref="_value"/> under a key.</summary>
    private void Attribute(int field, string key)
    {
        _pair.Clear();
        _pair.Text(1, key);
        _pair.Bytes(2, _value.Written);
        _span.Bytes(field, _pair.Written);
    }

    private static string PathOf(Visit visit, string path) => path
        .Replace("#u", visit.User.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("#i", visit.Item.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
