using Ashiato.Model;

namespace Ashiato.Query.Calls;

/// <summary>One request that is looked at span by span.</summary>
internal sealed class SampledRequest(Endpoint endpoint, string traceId, EventId id, long startMicros, long durationMicros)
{
    /// <summary>Whose.</summary>
    public Endpoint Endpoint => endpoint;

    /// <summary><c>trace.id</c>.</summary>
    public string TraceId => traceId;

    /// <summary><c>transaction.id</c>.</summary>
    public EventId Id => id;

    /// <summary><c>@timestamp</c>.</summary>
    public long StartMicros => startMicros;

    /// <summary><c>transaction.duration.us</c>.</summary>
    public long DurationMicros => durationMicros;

    /// <summary>Its spans, earliest first.</summary>
    public List<SampledSpan> Spans { get; } = [];

    /// <summary>How long it did nothing that a span tells of.</summary>
    public long OwnMicros => Math.Max(0, durationMicros - CoveredTime.Of(Spans, startMicros, startMicros + durationMicros));
}
