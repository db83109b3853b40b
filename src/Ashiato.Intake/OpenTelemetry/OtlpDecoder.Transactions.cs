using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Ashiato.Intake.Elastic;
using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Transactions: who called what, and what came of it.</content>
internal sealed partial class OtlpDecoder
{
    /// <summary>From this HTTP status on a service has failed.</summary>
    private const int ServerFailsFrom = 500;

    /// <summary>The custom context of the transaction being read, as JSON without its end.</summary>
    private readonly ByteBuffer _custom = new();

    private void ReadTransaction(ReadOnlySpan<byte> span, in SpanHead head)
    {
        _builder.Set(Fields.TransactionId, SpanIdOf(head.SpanId));
        _builder.Set(Fields.TransactionName, Utf8Text.Cut(head.Name));
        _builder.Set(Fields.TransactionDurationUs, head.DurationMicros);
        _builder.Set(Fields.TransactionSampled, true);
        var facts = default(TransactionFacts);
        ReadTransactionAttributes(span, ref facts);
        CompleteTransaction(head, facts);
    }

    private void ReadTransactionAttributes(ReadOnlySpan<byte> span, ref TransactionFacts facts)
    {
        int count = 0;
        _custom.Clear();
        var reader = new ProtoReader(span);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != Tags.Span.Attributes)
            {
                reader.Skip(tag);
                continue;
            }
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            if (count++ < MaxAttributes) ReadTransactionAttribute(_attributes.Find(key), value, ref facts);
        }
        if (_custom.Length == 0) return;
        _custom.Add((byte)'}');
        _builder.Set(Fields.TransactionCustom, _custom.Written);
    }

    private void ReadTransactionAttribute(AttributeEntry attribute, AttributeValue value, ref TransactionFacts facts)
    {
        if (attribute.Name == AttributeName.Custom)
        {
            AddCustom(attribute.Key.AsSpan(AttributeTable.CustomPrefix.Length), value);
            return;
        }
        bool isKnown = value.Kind switch
        {
            AttributeKind.Text => ReadTransactionText(attribute.Name, Utf8Text.Cut(value.Bytes), ref facts),
            AttributeKind.Int => ReadTransactionNumber(attribute.Name, value.Int, ref facts),
            AttributeKind.Array when attribute.Name == AttributeName.ProfilerIds => ReadProfilerIds(value.Bytes),
            _ => false,
        };
        if (!isKnown) SetLabel(_builder, attribute, value);
    }

    /// <summary>Adds to the custom context, under a name as Elastic's agents' must be: without dot, star and quote.</summary>
    private void AddCustom(ReadOnlySpan<byte> name, AttributeValue value)
    {
        byte[] clean = [.. Utf8Text.Valid(name)];
        Names.Cleanse(clean);
        _custom.Add(_custom.Length == 0 ? (byte)'{' : (byte)',');
        JsonText.Write(clean, _custom);
        _custom.Add((byte)':');
        AddJson(value, _custom, MaxValueDepth);
    }

    private bool ReadTransactionText(AttributeName name, ReadOnlySpan<byte> text, ref TransactionFacts facts)
    {
        switch (name)
        {
            case AttributeName.Other:
                return false;
            case AttributeName.HttpMethod:
                Share(Fields.HttpRequestMethod, text);
                break;
            case AttributeName.HttpUrl or AttributeName.UrlFull or AttributeName.HttpTarget or AttributeName.HttpPath:
                facts.Url = text;
                break;
            case AttributeName.UrlPath:
                facts.UrlPath = text;
                break;
            case AttributeName.UrlQuery:
                facts.UrlQuery = text;
                break;
            case AttributeName.HttpScheme or AttributeName.UrlScheme:
                facts.Scheme = text;
                break;
            case AttributeName.HttpHost:
                facts.Host = text;
                break;
            case AttributeName.HttpServerName:
                facts.ServerName = text;
                break;
            case AttributeName.HttpStatusCode:
                if (!Utf8Parser.TryParse(text, out long status, out int length) || length != text.Length) return true;
                facts.StatusCode = status;
                break;
            case AttributeName.HttpProtocol when !text.StartsWith("HTTP/"u8):
                return false;
            case AttributeName.HttpProtocol:
                Share(Fields.HttpVersion, text["HTTP/".Length..]);
                break;
            case AttributeName.HttpFlavor:
                Share(Fields.HttpVersion, text);
                break;
            default:
                return ReadTransactionPeer(name, text, ref facts) || ReadTransactionWork(name, text, ref facts) || TrySetCommon(name, text);
        }
        facts.IsHttp = true;
        return true;
    }

    private bool ReadTransactionPeer(AttributeName name, ReadOnlySpan<byte> text, ref TransactionFacts facts)
    {
        switch (name)
        {
            case AttributeName.HttpClientIp:
                if (ClientAddress.TryIp(text, out var client)) facts.ClientIp = client;
                return true;
            case AttributeName.UserAgent:
                Share(Fields.UserAgentOriginal, text);
                return true;
            case AttributeName.PeerIp:
                if (ClientAddress.TryIp(text, out var peer)) facts.SourceIp = peer;
                return true;
            case AttributeName.PeerName or AttributeName.ClientName:
                facts.SourceDomain = text;
                return true;
            case AttributeName.HostName or AttributeName.ServerAddress:
                facts.HostName = text;
                return true;
            default:
                return false;
        }
    }

    private bool ReadTransactionWork(AttributeName name, ReadOnlySpan<byte> text, ref TransactionFacts facts)
    {
        switch (name)
        {
            case AttributeName.MessagingDestination:
                facts.Queue = text;
                facts.IsMessaging = true;
                return true;
            case AttributeName.MessagingSystem or AttributeName.MessagingOperation:
                facts.IsMessaging = true;
                return false;
            case AttributeName.RpcSystem or AttributeName.RpcStatus:
                facts.IsRpc = true;
                return true;
            case AttributeName.RpcService or AttributeName.RpcMethod:
                return true;
            case AttributeName.Type:
                facts.Type = text;
                return true;
            case AttributeName.ServiceVersion:
                Share(Fields.ServiceVersion, text);
                return true;
            default:
                return ReadUser(name, text);
        }
    }

    /// <summary>For whom the service worked.</summary>
    private bool ReadUser(AttributeName name, ReadOnlySpan<byte> text)
    {
        switch (name)
        {
            case AttributeName.UserId:
                Share(Fields.UserId, text);
                return true;
            case AttributeName.UserName:
                Share(Fields.UserName, text);
                return true;
            case AttributeName.UserEmail:
                Share(Fields.UserEmail, text);
                return true;
            default:
                return false;
        }
    }

    private bool ReadTransactionNumber(AttributeName name, long value, ref TransactionFacts facts)
    {
        switch (name)
        {
            case AttributeName.HttpStatusCode:
                facts.StatusCode = value;
                facts.IsHttp = true;
                return true;
            case AttributeName.PeerPort or AttributeName.ClientPort:
                facts.SourcePort = value;
                return true;
            case AttributeName.HostPort or AttributeName.ServerPort:
                facts.HostPort = value;
                return true;
            case AttributeName.DroppedSpans:
                _builder.Set(Fields.TransactionSpanCountDropped, value);
                return true;
            case AttributeName.RpcStatus:
                facts.IsRpc = true;
                facts.RpcResult = RpcCodes.NameOf(value);
                return true;
            default:
                return false;
        }
    }

    private bool ReadProfilerIds(ReadOnlySpan<byte> list)
    {
        var reader = new ProtoReader(list);
        for (int count = 0; reader.TryReadTag(out uint tag);)
        {
            if (tag != Tags.Values.Item || count == MaxAttributes)
            {
                reader.Skip(tag);
                continue;
            }
            count++;
            var id = AttributeValue.Read(reader.ReadBytes());
            if (id.Kind == AttributeKind.Text) _builder.Add(Fields.TransactionProfilerStackTraceIds, Utf8Text.Cut(id.Bytes));
        }
        return true;
    }

    private void CompleteTransaction(in SpanHead head, in TransactionFacts facts)
    {
        SetTransactionMeaning(facts);
        SetResult(head.Status, facts);
        SetOutcome(head.Status, facts.StatusCode, ServerFailsFrom, TraceState.WeightOf(head.TraceState), Fields.TransactionRepresentativeCount);
        SetKnown(Known.TransactionEvent);
    }

    /// <summary>Sets what attributes say together.</summary>
    /// <returns>The transaction's type.</returns>
    private ReadOnlySpan<byte> SetTransactionMeaning(scoped in TransactionFacts facts)
    {
        var type = facts.Type;
        if (type.IsEmpty) type = facts.IsMessaging ? "messaging"u8 : facts.IsHttp || facts.IsRpc ? "request"u8 : "unknown"u8;
        _builder.Set(Fields.TransactionType, type);
        RememberType(type);
        if (facts.IsHttp) CompleteHttp(facts);
        if (facts.IsMessaging) _builder.Set(Fields.TransactionMessageQueueName, facts.Queue);
        CompletePeer(facts);
        return type;
    }

    private void SetResult(int status, in TransactionFacts facts)
    {
        if (facts.RpcResult is { } rpc) _builder.Set(Fields.TransactionResult, rpc);
        else if (facts.StatusCode > 0) _builder.Set(Fields.TransactionResult, HttpResult(facts.StatusCode));
        else SetKnown(status == SpanHead.StatusError ? Known.OtelFailure : Known.OtelSuccess);
    }

    private static ReadOnlySpan<byte> HttpResult(long statusCode) => (statusCode / 100) switch
    {
        1 => "HTTP 1xx"u8,
        2 => "HTTP 2xx"u8,
        3 => "HTTP 3xx"u8,
        4 => "HTTP 4xx"u8,
        5 => "HTTP 5xx"u8,
        _ => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP {statusCode}")),
    };

    /// <summary>Where the call came from; the client is the same unless it is known better.</summary>
    private void CompletePeer(in TransactionFacts facts)
    {
        bool hasSource = facts.SourceIp is not null || facts.SourcePort != 0 || !facts.SourceDomain.IsEmpty;
        if (hasSource)
        {
            if (facts.SourceIp is { } ip) Share(Fields.SourceIp, Encoding.UTF8.GetBytes(ip.ToString()));
            if (facts.SourcePort != 0) Share(Fields.SourcePort, facts.SourcePort);
            Share(Fields.SourceDomain, facts.SourceDomain);
        }
        if (facts.ClientIp is { } client)
        {
            Share(Fields.ClientIp, Encoding.UTF8.GetBytes(client.ToString()));
            return;
        }
        if (!hasSource) return;
        if (facts.SourceIp is { } same) Share(Fields.ClientIp, Encoding.UTF8.GetBytes(same.ToString()));
        if (facts.SourcePort != 0) Share(Fields.ClientPort, facts.SourcePort);
        Share(Fields.ClientDomain, facts.SourceDomain);
    }

    private void CompleteHttp(in TransactionFacts facts)
    {
        if (facts.StatusCode > 0) Share(Fields.HttpResponseStatusCode, facts.StatusCode);
        _host.Clear();
        _host.Add(facts.Host);
        if (_host.Length == 0)
        {
            _host.Add(!facts.ServerName.IsEmpty ? facts.ServerName : !facts.HostName.IsEmpty ? facts.HostName : _hostname);
            if (_host.Length > 0 && facts.HostPort > 0) AddPort(_host, facts.HostPort);
        }
        var url = facts.Url;
        if (url.IsEmpty && !facts.UrlPath.IsEmpty)
        {
            _url.Clear();
            _url.Add(facts.UrlPath);
            if (!facts.UrlQuery.IsEmpty)
            {
                _url.Add((byte)'?');
                _url.Add(facts.UrlQuery);
            }
            url = Utf8Text.Cut(_url.Written);
        }
        // Over the bridge, a URL may be known already from elsewhere.
        if (!url.IsEmpty || !_builder.Has(Fields.UrlFull)) SetUrl(url, facts.Scheme);
    }

    /// <summary>What must be known together before fields of a transaction can be set.</summary>
    private ref struct TransactionFacts
    {
        public ReadOnlySpan<byte> Url;
        public ReadOnlySpan<byte> UrlPath;
        public ReadOnlySpan<byte> UrlQuery;
        public ReadOnlySpan<byte> Scheme;
        public ReadOnlySpan<byte> Host;
        public ReadOnlySpan<byte> ServerName;
        public ReadOnlySpan<byte> HostName;
        public ReadOnlySpan<byte> SourceDomain;
        public ReadOnlySpan<byte> Queue;
        public ReadOnlySpan<byte> Type;
        public IPAddress? SourceIp;
        public IPAddress? ClientIp;
        public string? RpcResult;
        public long SourcePort;
        public long HostPort;
        public long StatusCode;
        public bool IsHttp;
        public bool IsRpc;
        public bool IsMessaging;
    }
}
