namespace Ashiato.Agent.Otlp;

/// <summary>Fields of the messages that are sent, as their tags: number and wire type.</summary>
/// <remarks>Source: OpenTelemetry's protocol, opentelemetry/proto/{collector/trace,trace,resource,common}/v1.</remarks>
internal static class Tags
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;

    /// <summary>ExportTraceServiceRequest.resource_spans.</summary>
    public const byte Resources = (1 << 3) | Bytes;

    /// <summary>ResourceSpans, ScopeSpans and InstrumentationScope.</summary>
    internal static class Group
    {
        public const byte Head = (1 << 3) | Bytes;
        public const byte Items = (2 << 3) | Bytes;
        public const byte ResourceAttributes = (1 << 3) | Bytes;
        public const byte ScopeName = (1 << 3) | Bytes;
        public const byte ScopeVersion = (2 << 3) | Bytes;
        public const byte ScopeAttributes = (3 << 3) | Bytes;
    }

    /// <summary>KeyValue and AnyValue.</summary>
    internal static class Value
    {
        public const byte Key = (1 << 3) | Bytes;
        public const byte OfKey = (2 << 3) | Bytes;
        public const byte Text = (1 << 3) | Bytes;
        public const byte Bool = (2 << 3) | Varint;
        public const byte Int = (3 << 3) | Varint;
        public const byte Double = (4 << 3) | Fixed64;
        public const byte Array = (5 << 3) | Bytes;
        public const byte Item = (1 << 3) | Bytes;
    }

    /// <summary>Span.</summary>
    internal static class Span
    {
        public const byte TraceId = (1 << 3) | Bytes;
        public const byte SpanId = (2 << 3) | Bytes;
        public const byte TraceState = (3 << 3) | Bytes;
        public const byte ParentId = (4 << 3) | Bytes;
        public const byte Name = (5 << 3) | Bytes;
        public const byte Kind = (6 << 3) | Varint;
        public const byte Start = (7 << 3) | Fixed64;
        public const byte End = (8 << 3) | Fixed64;
        public const byte Attributes = (9 << 3) | Bytes;
        public const byte DroppedAttributes = (10 << 3) | Varint;
        public const byte Events = (11 << 3) | Bytes;
        public const byte DroppedEvents = (12 << 3) | Varint;
        public const byte Links = (13 << 3) | Bytes;
        public const byte DroppedLinks = (14 << 3) | Varint;
        public const byte Status = (15 << 3) | Bytes;

        /// <summary>Field 16 of four bytes: its tag needs two.</summary>
        public const uint Flags = (16 << 3) | 5;
    }

    /// <summary>Span.Event.</summary>
    internal static class Event
    {
        public const byte Time = (1 << 3) | Fixed64;
        public const byte Name = (2 << 3) | Bytes;
        public const byte Attributes = (3 << 3) | Bytes;
        public const byte DroppedAttributes = (4 << 3) | Varint;
    }

    /// <summary>Span.Link.</summary>
    internal static class Link
    {
        public const byte TraceId = (1 << 3) | Bytes;
        public const byte SpanId = (2 << 3) | Bytes;
        public const byte TraceState = (3 << 3) | Bytes;
        public const byte Attributes = (4 << 3) | Bytes;
        public const byte DroppedAttributes = (5 << 3) | Varint;
    }

    /// <summary>Status.</summary>
    internal static class Status
    {
        public const byte Message = (2 << 3) | Bytes;
        public const byte Code = (3 << 3) | Varint;
    }
}
