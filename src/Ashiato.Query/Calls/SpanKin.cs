using Ashiato.Model;

namespace Ashiato.Query.Calls;

/// <summary>Spans that do not say of which transaction they are, as OpenTelemetry's do not: their parents, and those of their parents, do.</summary>
internal sealed class SpanKin
{
    private readonly List<SampledSpan> _spans = [];
    private readonly Dictionary<EventId, EventId> _parents = [];

    /// <summary>Adds a span.</summary>
    public void Add(in SampledSpan span)
    {
        _spans.Add(span);
        _parents[span.Id] = span.ParentId;
    }

    /// <summary>Gives each span to the request that it descends from; those of other requests are left out. Spans may have come in any order.</summary>
    public void AddTo(Dictionary<EventId, SampledRequest> requests)
    {
        var known = new Dictionary<EventId, SampledRequest?>();
        foreach (var span in _spans)
            if (RequestOf(span.ParentId, requests, known) is { } request) request.Spans.Add(span);
        _spans.Clear();
        _parents.Clear();
    }

    private SampledRequest? RequestOf(EventId parent, Dictionary<EventId, SampledRequest> requests, Dictionary<EventId, SampledRequest?> known)
    {
        var passed = new List<EventId>();
        SampledRequest? found;
        while (!requests.TryGetValue(parent, out found) && !known.TryGetValue(parent, out found))
        {
            // Spans that claim to be each other's parents belong to nobody.
            if (passed.Count > _parents.Count || !_parents.TryGetValue(parent, out var next)) break;
            passed.Add(parent);
            parent = next;
        }
        foreach (var one in passed) known[one] = found;
        return found;
    }
}
