namespace Ashiato.Intake.Elastic;

/// <summary>Texts that the decoder remembers until the event is complete.</summary>
internal enum Slot : byte
{
    EventId, TransactionId, SpanId, TransactionType, Result, Outcome, SpanType, SpanSubtype, SpanAction,
    ServiceName, AgentName, TargetType, TargetName, DestinationResource,
    PageUrl, RemoteAddress, Forwarded, RealIp, ForwardedFor, UserAgent,
    LogMessage, LogParamMessage, LogLevel, Message, SpanKind, DbInstance,
    FrameFile, FrameClass, FramePath, FrameFunction, FrameModule, FrameContext,
    LinkTrace, LinkSpan,
    DroppedResource, DroppedType, DroppedName, DroppedOutcome,
    SampleType,
    TraceId, TransactionName, LoggerName,
    ConfiguredHost, DetectedHost, OldHost, NodeName, PodName, PodUid, Namespace, ContainerId, ServiceNode, Environment,
    Count,
}

/// <summary>Numbers and claims that the decoder remembers until the event is complete.</summary>
internal enum Fact : byte
{
    Timestamp, Duration, Start, SampleRate, Sampled, StatusCode, HttpStatusCode, ResponseStatusCode, CompositeSum,
    FrameLine, FrameColumn, FrameLibrary, SampleValue,
    DroppedCount, DroppedSum,
    ParentIndex, SelfTimeCount, SelfTimeSum,
    OwnUser, OfTransaction, OfSpan,
    Count,
}
