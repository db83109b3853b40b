using System.Collections.Frozen;
using System.Text;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <summary>One attribute by its key: what it means, and the labels that it becomes otherwise.</summary>
internal sealed class AttributeEntry(byte[] key, AttributeName name)
{
    private Field? _label;
    private Field? _numericLabel;
    private Field? _keyword;

    public byte[] Key => key;

    /// <summary>What it means.</summary>
    public AttributeName Name => name;

    /// <summary>The label of texts and truth values.</summary>
    public Field Label => _label ??= Fields.Label(LabelName());

    /// <summary>The label of numbers.</summary>
    public Field NumericLabel => _numericLabel ??= Fields.NumericLabel(LabelName());

    /// <summary>The field of the same name, for the few that are none of the table.</summary>
    public Field Keyword => _keyword ??= Fields.Resolve(Encoding.UTF8.GetString(key), FieldType.Keyword);

    /// <summary>The attribute that came after this one the last time.</summary>
    public AttributeEntry? Next { get; set; }

    private string LabelName()
    {
        byte[] clean = [.. Utf8Text.Valid(key)];
        Names.Cleanse(clean);
        return Encoding.UTF8.GetString(clean);
    }
}

/// <summary>Finds attributes by their keys. Not thread-safe.</summary>
/// <remarks>
/// Spans of one kind have the same attributes in the same order, so the attribute that came next the last time is tried before the
/// key is hashed. Bounded: a sender that makes up keys all the time gets a new entry for each, and nobody remembers them.
/// </remarks>
internal sealed class AttributeTable
{
    private const int Capacity = 4_096;
    private const int LongestKey = 256;

    /// <summary>What begins so belongs to the custom context of a transaction, under the name that follows.</summary>
    public static ReadOnlySpan<byte> CustomPrefix => "ashiato.custom."u8;

    private static readonly FrozenDictionary<string, AttributeName>.AlternateLookup<ReadOnlySpan<char>> s_names = new Dictionary<string, AttributeName>
    {
        ["http.method"] = AttributeName.HttpMethod,
        ["http.request.method"] = AttributeName.HttpMethod,
        ["http.url"] = AttributeName.HttpUrl,
        ["url.full"] = AttributeName.UrlFull,
        ["http.target"] = AttributeName.HttpTarget,
        ["http.path"] = AttributeName.HttpPath,
        ["url.path"] = AttributeName.UrlPath,
        ["url.query"] = AttributeName.UrlQuery,
        ["http.scheme"] = AttributeName.HttpScheme,
        ["url.scheme"] = AttributeName.UrlScheme,
        ["http.host"] = AttributeName.HttpHost,
        ["http.status_code"] = AttributeName.HttpStatusCode,
        ["http.response.status_code"] = AttributeName.HttpStatusCode,
        ["http.protocol"] = AttributeName.HttpProtocol,
        ["http.flavor"] = AttributeName.HttpFlavor,
        ["http.server_name"] = AttributeName.HttpServerName,
        ["http.client_ip"] = AttributeName.HttpClientIp,
        ["http.user_agent"] = AttributeName.UserAgent,
        ["user_agent.original"] = AttributeName.UserAgent,
        ["net.peer.ip"] = AttributeName.PeerIp,
        ["net.sock.peer.addr"] = AttributeName.PeerIp,
        ["net.peer.name"] = AttributeName.PeerName,
        ["net.peer.port"] = AttributeName.PeerPort,
        ["client.address"] = AttributeName.ClientName,
        ["client.port"] = AttributeName.ClientPort,
        ["peer.hostname"] = AttributeName.OldPeerName,
        ["peer.ipv4"] = AttributeName.OldPeerIp,
        ["peer.ipv6"] = AttributeName.OldPeerIp,
        ["peer.port"] = AttributeName.OldPeerPort,
        ["peer.address"] = AttributeName.PeerAddress,
        ["peer.service"] = AttributeName.PeerService,
        ["net.host.name"] = AttributeName.HostName,
        ["net.host.port"] = AttributeName.HostPort,
        ["server.address"] = AttributeName.ServerAddress,
        ["server.port"] = AttributeName.ServerPort,
        ["net.host.connection.type"] = AttributeName.ConnectionType,
        ["network.connection.type"] = AttributeName.ConnectionType,
        ["net.host.connection.subtype"] = AttributeName.ConnectionSubtype,
        ["network.connection.subtype"] = AttributeName.ConnectionSubtype,
        ["net.host.carrier.name"] = AttributeName.CarrierName,
        ["network.carrier.name"] = AttributeName.CarrierName,
        ["net.host.carrier.mcc"] = AttributeName.CarrierMcc,
        ["network.carrier.mcc"] = AttributeName.CarrierMcc,
        ["net.host.carrier.mnc"] = AttributeName.CarrierMnc,
        ["network.carrier.mnc"] = AttributeName.CarrierMnc,
        ["net.host.carrier.icc"] = AttributeName.CarrierIcc,
        ["network.carrier.icc"] = AttributeName.CarrierIcc,
        ["messaging.destination"] = AttributeName.MessagingDestination,
        ["messaging.destination.name"] = AttributeName.MessagingDestination,
        ["message_bus.destination"] = AttributeName.MessagingDestination,
        ["messaging.system"] = AttributeName.MessagingSystem,
        ["messaging.operation"] = AttributeName.MessagingOperation,
        ["messaging.operation.name"] = AttributeName.MessagingOperation,
        ["messaging.operation.type"] = AttributeName.MessagingOperation,
        ["messaging.temp_destination"] = AttributeName.MessagingTemporary,
        ["messaging.destination.temporary"] = AttributeName.MessagingTemporary,
        ["rpc.system"] = AttributeName.RpcSystem,
        ["rpc.service"] = AttributeName.RpcService,
        ["rpc.method"] = AttributeName.RpcMethod,
        ["rpc.grpc.status_code"] = AttributeName.RpcStatus,
        ["db.statement"] = AttributeName.DbStatement,
        ["db.query.text"] = AttributeName.DbStatement,
        ["sql.query"] = AttributeName.SqlQuery,
        ["db.name"] = AttributeName.DbName,
        ["db.namespace"] = AttributeName.DbName,
        ["db.instance"] = AttributeName.DbName,
        ["db.elasticsearch.cluster.name"] = AttributeName.DbName,
        ["db.system"] = AttributeName.DbSystem,
        ["db.system.name"] = AttributeName.DbSystem,
        ["db.type"] = AttributeName.DbSystem,
        ["db.user"] = AttributeName.DbUser,
        ["db.operation.name"] = AttributeName.DbOperation,
        ["db.response.returned_rows"] = AttributeName.DbRows,
        ["db.response.affected_rows"] = AttributeName.DbRows,
        ["gen_ai.system"] = AttributeName.GenAiSystem,
        ["code.stacktrace"] = AttributeName.Stacktrace,
        ["span.kind"] = AttributeName.SpanKind,
        ["type"] = AttributeName.Type,
        ["session.id"] = AttributeName.SessionId,
        ["service.version"] = AttributeName.ServiceVersion,
        ["elastic.profiler_stack_trace_ids"] = AttributeName.ProfilerIds,
        ["data_stream.dataset"] = AttributeName.Dataset,
        ["data_stream.namespace"] = AttributeName.Namespace,
        ["exception.message"] = AttributeName.ExceptionMessage,
        ["exception.type"] = AttributeName.ExceptionType,
        ["exception.stacktrace"] = AttributeName.ExceptionStacktrace,
        ["exception.escaped"] = AttributeName.ExceptionEscaped,
        ["event.name"] = AttributeName.EventName,
        ["event.domain"] = AttributeName.EventDomain,
        ["event.dataset"] = AttributeName.EventDataset,
        ["event.module"] = AttributeName.EventModule,
        ["user.name"] = AttributeName.UserName,
        ["user.id"] = AttributeName.UserId,
        ["enduser.id"] = AttributeName.UserId,
        ["user.email"] = AttributeName.UserEmail,
        ["ashiato.dropped_spans"] = AttributeName.DroppedSpans,
        ["system.process.cpu.start_time"] = AttributeName.MetricText,
        ["system.process.cmdline"] = AttributeName.MetricText,
        ["system.process.state"] = AttributeName.MetricText,
        ["system.filesystem.mount_point"] = AttributeName.MetricText,
        ["transaction.name"] = AttributeName.BreakdownText,
        ["transaction.type"] = AttributeName.BreakdownText,
        ["span.type"] = AttributeName.BreakdownText,
        ["span.subtype"] = AttributeName.BreakdownText,
        ["otel_remapped"] = AttributeName.OtelRemapped,
    }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<byte[], AttributeEntry>.AlternateLookup<ReadOnlySpan<byte>> _entries =
        new Dictionary<byte[], AttributeEntry>(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

    private AttributeEntry _last = new([], AttributeName.Other);

    /// <summary>The attribute with a key.</summary>
    public AttributeEntry Find(ReadOnlySpan<byte> key)
    {
        if (_last.Next is { } guess && key.SequenceEqual(guess.Key)) return _last = guess;
        // Not remembered at all: a chain of such would never end.
        if (key.Length > LongestKey) return new AttributeEntry(key.ToArray(), AttributeName.Other);
        if (!_entries.TryGetValue(key, out var entry)) entry = Add(key);
        _last.Next = entry;
        return _last = entry;
    }

    private AttributeEntry Add(ReadOnlySpan<byte> key)
    {
        var entry = new AttributeEntry(key.ToArray(), NameOf(key));
        if (_entries.Dictionary.Count >= Capacity)
        {
            _entries.Dictionary.Clear();
            _last = new AttributeEntry([], AttributeName.Other);
        }
        _entries[key] = entry;
        return entry;
    }

    private static AttributeName NameOf(ReadOnlySpan<byte> key)
    {
        if (key.StartsWith(CustomPrefix)) return AttributeName.Custom;
        Span<char> name = stackalloc char[64];
        // Known keys are ASCII; others cannot equal one, whatever they are made into.
        if (key.Length > name.Length || !Ascii.IsValid(key)) return AttributeName.Other;
        return s_names.TryGetValue(name[..Encoding.UTF8.GetChars(key, name)], out var known) ? known : AttributeName.Other;
    }
}
