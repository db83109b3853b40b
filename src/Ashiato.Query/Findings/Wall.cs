using Ashiato.Query.Calls;

namespace Ashiato.Query.Findings;

/// <summary>Time as a request feels it: calls that run together count once.</summary>
internal static class Wall
{
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
}
