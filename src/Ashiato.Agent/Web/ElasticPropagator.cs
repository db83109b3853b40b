using System.Diagnostics;

namespace Ashiato.Agent.Web;

/// <summary>Reads the trace context of a request as W3C defines it, or else as older agents of Elastic sent it.</summary>
/// <remarks>Source: W3C Trace Context; Elastic's older header has the same form under another name.</remarks>
internal sealed class ElasticPropagator(DistributedContextPropagator inner) : DistributedContextPropagator
{
    private const string Older = "elastic-apm-traceparent";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => inner.Fields;

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => inner.Inject(activity, carrier, setter);

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (!string.IsNullOrEmpty(traceId) || getter is null) return;
        getter(carrier, Older, out string? value, out _);
        if (ActivityContext.TryParse(value, null, out _)) traceId = value;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => inner.ExtractBaggage(carrier, getter);
}
