using System.Diagnostics;

namespace Ashiato.Agent.Otlp;

/// <summary>Turns activities into spans.</summary>
/// <remarks>Source: opentelemetry/proto/trace/v1/trace.proto, and "Mapping to non-OTLP formats" for status in tags.</remarks>
internal sealed class SpanEncoder(AttributeEncoder attributes)
{
    private const long NanosPerTick = 100;

    /// <summary>Flags above those of W3C: whether it is said that the parent is elsewhere, and whether it is.</summary>
    private const uint ParentIsKnown = 0x100;
    private const uint ParentIsRemote = 0x200;

    /// <summary>Before activities had a status, libraries said it in these.</summary>
    private const string StatusCodeTag = "otel.status_code";
    private const string StatusTextTag = "otel.status_description";

    /// <summary>Writes one.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="field">The field that holds spans.</param>
    /// <param name="activity">What has ended.</param>
    /// <param name="kind">What it is seen from outside.</param>
    public void Write(ProtoWriter to, byte field, Activity activity, ActivityKind kind)
    {
        var span = to.Begin(field);
        WriteId(to, Tags.Span.TraceId, activity.TraceId.ToHexString());
        WriteId(to, Tags.Span.SpanId, activity.SpanId.ToHexString());
        if (activity.TraceStateString is { Length: > 0 } state) to.Text(Tags.Span.TraceState, attributes.Bounded(state));
        if (activity.ParentSpanId is var parent && parent != default) WriteId(to, Tags.Span.ParentId, parent.ToHexString());
        to.Text(Tags.Span.Name, attributes.Bounded(activity.DisplayName));
        // OpenTelemetry counts kinds from one.
        to.Varint(Tags.Span.Kind, (ulong)kind + 1);
        to.Fixed64(Tags.Span.Start, NanosOf(activity.StartTimeUtc));
        to.Fixed64(Tags.Span.End, NanosOf(activity.StartTimeUtc + activity.Duration));
        var (code, text) = WriteTags(to, activity);
        WriteEvents(to, activity);
        WriteLinks(to, activity);
        WriteStatus(to, code, text);
        to.Varint(Tags.Span.Flags);
        to.Fixed32((uint)activity.ActivityTraceFlags | ParentIsKnown | (activity.HasRemoteParent ? ParentIsRemote : 0));
        to.End(span);
    }

    private static ulong NanosOf(DateTime utc) => (ulong)((utc.Ticks - DateTime.UnixEpoch.Ticks) * NanosPerTick);

    /// <summary>Writes an id. Activities know theirs as text.</summary>
    private static void WriteId(ProtoWriter to, byte field, string hex)
    {
#if NET9_0_OR_GREATER
        Convert.FromHexString(hex, to.Bytes(field, hex.Length / 2), out _, out _);
#else
        Convert.FromHexString(hex).CopyTo(to.Bytes(field, hex.Length / 2));
#endif
    }

    private (ActivityStatusCode Code, string? Text) WriteTags(ProtoWriter to, Activity activity)
    {
        var (code, text) = (activity.Status, activity.StatusDescription);
        int count = 0, dropped = 0;
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            if (tag.Value is not { } value) continue;
            if (tag.Key is StatusCodeTag or StatusTextTag) (code, text) = StatusIn(tag.Key, value, code, text);
            else if (AttributeEncoder.HasRoom(to, count)) attributes.Write(to, Tags.Span.Attributes, tag.Key, value);
            else dropped++;
            count++;
        }
        if (dropped > 0) to.Varint(Tags.Span.DroppedAttributes, (ulong)dropped);
        return (code, text);
    }

    private static (ActivityStatusCode Code, string? Text) StatusIn(string key, object value, ActivityStatusCode code, string? text)
    {
        if (key == StatusTextTag) return (code, text ?? value as string);
        if (code != ActivityStatusCode.Unset) return (code, text);
        return (value as string is { } said ? said.ToUpperInvariant() switch { "OK" => ActivityStatusCode.Ok, "ERROR" => ActivityStatusCode.Error, _ => code } : code, text);
    }

    private void WriteEvents(ProtoWriter to, Activity activity)
    {
        int count = 0, dropped = 0;
        foreach (ref readonly var one in activity.EnumerateEvents())
        {
            if (!AttributeEncoder.HasRoom(to, count++))
            {
                dropped++;
                continue;
            }
            var field = to.Begin(Tags.Span.Events);
            to.Fixed64(Tags.Event.Time, NanosOf(one.Timestamp.UtcDateTime));
            to.Text(Tags.Event.Name, attributes.Bounded(one.Name));
            WriteTags(to, one.EnumerateTagObjects(), Tags.Event.Attributes, Tags.Event.DroppedAttributes);
            to.End(field);
        }
        if (dropped > 0) to.Varint(Tags.Span.DroppedEvents, (ulong)dropped);
    }

    private void WriteLinks(ProtoWriter to, Activity activity)
    {
        int count = 0, dropped = 0;
        foreach (ref readonly var one in activity.EnumerateLinks())
        {
            if (!AttributeEncoder.HasRoom(to, count++))
            {
                dropped++;
                continue;
            }
            var field = to.Begin(Tags.Span.Links);
            WriteId(to, Tags.Link.TraceId, one.Context.TraceId.ToHexString());
            WriteId(to, Tags.Link.SpanId, one.Context.SpanId.ToHexString());
            if (one.Context.TraceState is { Length: > 0 } state) to.Text(Tags.Link.TraceState, attributes.Bounded(state));
            WriteTags(to, one.EnumerateTagObjects(), Tags.Link.Attributes, Tags.Link.DroppedAttributes);
            to.End(field);
        }
        if (dropped > 0) to.Varint(Tags.Span.DroppedLinks, (ulong)dropped);
    }

    private void WriteTags(ProtoWriter to, Activity.Enumerator<KeyValuePair<string, object?>> tags, byte field, byte droppedField)
    {
        int count = 0, dropped = 0;
        foreach (ref readonly var tag in tags)
        {
            if (tag.Value is not { } value) continue;
            if (AttributeEncoder.HasRoom(to, count++)) attributes.Write(to, field, tag.Key, value);
            else dropped++;
        }
        if (dropped > 0) to.Varint(droppedField, (ulong)dropped);
    }

    private void WriteStatus(ProtoWriter to, ActivityStatusCode code, string? text)
    {
        if (code == ActivityStatusCode.Unset) return;
        var field = to.Begin(Tags.Span.Status);
        if (text is { Length: > 0 }) to.Text(Tags.Status.Message, attributes.Bounded(text));
        to.Varint(Tags.Status.Code, (ulong)code);
        to.End(field);
    }
}
