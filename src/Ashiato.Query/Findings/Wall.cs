using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Time as a request feels it: calls that run together count once.</summary>
internal static class Wall
{
    private const int MostSlowest = 3;

    /// <summary>How much of a request the spans of a kind cover.</summary>
    public static long Micros(SampledRequest request, int kind) =>
        CoveredTime.Of(request.Spans.Where(span => span.Kind == kind));

    /// <summary>How much of all of an endpoint's requests that are looked at.</summary>
    public static double Micros(EndpointSample endpoint, int kind) => endpoint.Requests.Sum(request => (double)Micros(request, kind));

    /// <summary>The request in which the kind takes most time, and its first span of that kind.</summary>
    public static (SampledRequest Request, SampledSpan Span) Worst(EndpointSample endpoint, int kind)
    {
        var request = endpoint.Requests.MaxBy(request => Micros(request, kind))!;
        return (request, request.Spans.First(span => span.Kind == kind));
    }

    /// <summary>The slowest spans of a kind, of which an agent most likely sent a stack trace.</summary>
    public static IReadOnlyList<SpanPlace> Slowest(EndpointSample endpoint, int kind) =>
    [
        .. endpoint.Requests
            .SelectMany(static request => request.Spans, static (request, span) => (request.TraceId, Span: span))
            .Where(pair => pair.Span.Kind == kind)
            .OrderByDescending(static pair => pair.Span.DurationMicros)
            .Take(MostSlowest)
            .Select(static pair => new SpanPlace(pair.TraceId, pair.Span.Id.ToString())),
    ];
}
