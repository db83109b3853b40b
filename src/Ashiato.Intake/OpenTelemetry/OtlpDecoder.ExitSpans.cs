using Ashiato.Model;

namespace Ashiato.Intake.OpenTelemetry;

/// <content>Spans that are no transactions: what their attributes say.</content>
internal sealed partial class OtlpDecoder
{
    private void ReadExitSpan(ReadOnlySpan<byte> span, in SpanHead head)
    {
        _builder.Set(Fields.SpanName, Utf8Text.Cut(head.Name));
        _builder.Set(Fields.SpanDurationUs, head.DurationMicros);
        var facts = default(ExitFacts);
        ReadExitAttributes(span, ref facts);
        CompleteExitSpan(head, ref facts);
    }

    private void ReadExitAttributes(ReadOnlySpan<byte> span, ref ExitFacts facts)
    {
        int count = 0;
        var reader = new ProtoReader(span);
        while (reader.TryReadTag(out uint tag))
        {
            if (tag != Tags.Span.Attributes)
            {
                reader.Skip(tag);
                continue;
            }
            var value = AttributeValue.ReadPair(reader.ReadBytes(), out var key);
            if (count++ < MaxAttributes) ReadExitAttribute(_attributes.Find(key), value, ref facts);
        }
    }

    private void ReadExitAttribute(AttributeEntry attribute, AttributeValue value, ref ExitFacts facts)
    {
        bool isKnown = value.Kind switch
        {
            AttributeKind.Text when attribute.Name == AttributeName.Other => false,
            AttributeKind.Text => ReadExitText(attribute.Name, value.Bytes, ref facts),
            AttributeKind.Int => ReadExitNumber(attribute.Name, value.Int, ref facts),
            _ => false,
        };
        if (isKnown) return;
        if (attribute.Name == AttributeName.MessagingTemporary) facts.IsTemporaryQueue = value.IsTrue;
        SetLabel(_builder, attribute, value);
    }

    private bool ReadExitText(AttributeName name, ReadOnlySpan<byte> whole, ref ExitFacts facts)
    {
        var text = Utf8Text.Cut(whole);
        return ReadDatabaseText(name, whole, text, ref facts) || ReadHttpText(name, text, ref facts) || ReadPeerText(name, text, ref facts)
            || ReadCallText(name, text, ref facts) || TrySetCommon(name, text);
    }

    private bool ReadDatabaseText(AttributeName name, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> text, ref ExitFacts facts)
    {
        switch (name)
        {
            case AttributeName.SqlQuery or AttributeName.DbStatement:
                if (name == AttributeName.SqlQuery && facts.DbSystem.IsEmpty) facts.DbSystem = "sql"u8;
                // People look for the end of a statement too.
                _builder.Set(Fields.SpanDbStatement, whole);
                break;
            case AttributeName.DbName:
                facts.DbName = text;
                break;
            case AttributeName.DbSystem:
                facts.DbSystem = text;
                break;
            case AttributeName.DbUser:
                _builder.Set(Fields.SpanDbUserName, text);
                break;
            case AttributeName.Stacktrace:
                Share(Fields.CodeStacktrace, whole);
                return true;
            // Elastic's agents say so by the span's action.
            case AttributeName.DbOperation when text.SequenceEqual("PREPARE"u8):
                _builder.Set(Fields.SpanAction, "prepare"u8);
                return true;
            default:
                return false;
        }
        facts.IsDatabase = true;
        return true;
    }

    private bool ReadHttpText(AttributeName name, ReadOnlySpan<byte> text, ref ExitFacts facts)
    {
        switch (name)
        {
            case AttributeName.HttpUrl or AttributeName.UrlFull:
                facts.Url = text;
                break;
            case AttributeName.HttpTarget:
                facts.Target = text;
                break;
            case AttributeName.HttpHost:
                facts.Host = text;
                break;
            case AttributeName.HttpScheme:
                facts.Scheme = text;
                break;
            case AttributeName.HttpMethod:
                Share(Fields.HttpRequestMethod, text);
                break;
            default:
                return false;
        }
        facts.IsHttp = true;
        return true;
    }

    private static bool ReadPeerText(AttributeName name, ReadOnlySpan<byte> text, ref ExitFacts facts)
    {
        switch (name)
        {
            case AttributeName.PeerName or AttributeName.OldPeerName or AttributeName.ServerAddress:
                facts.PeerName = text;
                return true;
            case AttributeName.PeerIp or AttributeName.OldPeerIp:
                facts.PeerIp = text;
                return true;
            case AttributeName.PeerAddress:
                facts.PeerAddress = text;
                return true;
            case AttributeName.PeerService:
                facts.PeerService = text;
                return true;
            default:
                return false;
        }
    }

    private static bool ReadCallText(AttributeName name, ReadOnlySpan<byte> text, ref ExitFacts facts)
    {
        switch (name)
        {
            case AttributeName.MessagingDestination:
                facts.Queue = text;
                facts.IsMessaging = true;
                return true;
            case AttributeName.MessagingOperation:
                facts.Operation = text;
                facts.IsMessaging = true;
                return true;
            case AttributeName.MessagingSystem:
                facts.MessagingSystem = text;
                facts.IsMessaging = true;
                return true;
            case AttributeName.RpcSystem:
                facts.RpcSystem = text;
                facts.IsRpc = true;
                return true;
            case AttributeName.RpcService:
                facts.RpcService = text;
                facts.IsRpc = true;
                return true;
            case AttributeName.RpcStatus:
                facts.RpcSystem = "grpc"u8;
                facts.IsRpc = true;
                return true;
            case AttributeName.GenAiSystem:
                facts.GenAiSystem = text;
                return true;
            // The protocol says both in a better place.
            case AttributeName.RpcMethod or AttributeName.SpanKind:
                return true;
            default:
                return false;
        }
    }

    private bool ReadExitNumber(AttributeName name, long value, ref ExitFacts facts)
    {
        switch (name)
        {
            case AttributeName.HttpStatusCode:
                facts.StatusCode = value;
                facts.IsHttp = true;
                return true;
            case AttributeName.PeerPort or AttributeName.OldPeerPort or AttributeName.ServerPort:
                facts.PeerPort = value;
                return true;
            case AttributeName.DbRows when value >= 0:
                _builder.Set(Fields.SpanDbRowsAffected, value);
                return true;
            case AttributeName.RpcStatus:
                facts.RpcSystem = "grpc"u8;
                facts.IsRpc = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>What must be known together before fields of a span can be set.</summary>
    private ref struct ExitFacts
    {
        public ReadOnlySpan<byte> Url;
        public ReadOnlySpan<byte> Target;
        public ReadOnlySpan<byte> Host;
        public ReadOnlySpan<byte> Scheme;
        public ReadOnlySpan<byte> DbName;
        public ReadOnlySpan<byte> DbSystem;
        public ReadOnlySpan<byte> PeerName;
        public ReadOnlySpan<byte> PeerIp;
        public ReadOnlySpan<byte> PeerAddress;
        public ReadOnlySpan<byte> PeerService;
        public ReadOnlySpan<byte> Queue;
        public ReadOnlySpan<byte> Operation;
        public ReadOnlySpan<byte> MessagingSystem;
        public ReadOnlySpan<byte> RpcSystem;
        public ReadOnlySpan<byte> RpcService;
        public ReadOnlySpan<byte> GenAiSystem;
        public ReadOnlySpan<byte> Type;
        public ReadOnlySpan<byte> Subtype;
        public ReadOnlySpan<byte> Address;
        public ReadOnlySpan<byte> TargetType;
        public ReadOnlySpan<byte> TargetName;
        public ReadOnlySpan<byte> ServiceName;
        public ReadOnlySpan<byte> ServiceResource;
        public long PeerPort;
        public long Port;
        public long StatusCode;
        public bool IsDatabase;
        public bool IsHttp;
        public bool IsMessaging;
        public bool IsRpc;
        public bool IsTemporaryQueue;
    }
}
