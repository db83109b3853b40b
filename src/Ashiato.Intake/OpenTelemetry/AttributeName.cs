namespace Ashiato.Intake.OpenTelemetry;

/// <summary>Attributes that mean more than a label, by what they mean. Several spellings may mean the same.</summary>
internal enum AttributeName : byte
{
    /// <summary>Any other: a label.</summary>
    Other,

    HttpMethod, HttpUrl, UrlFull, HttpTarget, HttpPath, UrlPath, UrlQuery, HttpScheme, UrlScheme, HttpHost, HttpStatusCode, HttpProtocol, HttpFlavor,
    HttpServerName, HttpClientIp, UserAgent,
    PeerIp, PeerName, PeerPort, ClientName, ClientPort, OldPeerName, OldPeerIp, OldPeerPort, PeerAddress, PeerService,
    HostName, HostPort, ServerAddress, ServerPort,
    ConnectionType, ConnectionSubtype, CarrierName, CarrierMcc, CarrierMnc, CarrierIcc,
    MessagingDestination, MessagingSystem, MessagingOperation, MessagingTemporary,
    RpcSystem, RpcService, RpcMethod, RpcStatus,
    DbStatement, SqlQuery, DbName, DbSystem, DbUser,
    GenAiSystem, Stacktrace, SpanKind, Type, SessionId, ServiceVersion, ProfilerIds,
    Dataset, Namespace,
    ExceptionMessage, ExceptionType, ExceptionStacktrace, ExceptionEscaped, EventName, EventDomain,
    EventDataset, EventModule, UserName, UserId, UserEmail, DroppedSpans, DbOperation, DbRows, MetricText, BreakdownText, OtelRemapped, Custom,
}
