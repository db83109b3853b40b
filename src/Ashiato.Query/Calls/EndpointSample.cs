namespace Ashiato.Query.Calls;

/// <summary>The requests of one endpoint that are looked at.</summary>
internal sealed class EndpointSample
{
    public EndpointSample(EndpointNumbers numbers, IReadOnlyList<SampledRequest> requests)
    {
        (Numbers, Requests) = (numbers, requests);
        Uses = CallUse.Of(requests);
    }

    /// <summary>The endpoint, with all of its requests.</summary>
    public EndpointNumbers Numbers { get; }

    /// <summary>Those that are looked at.</summary>
    public IReadOnlyList<SampledRequest> Requests { get; }

    /// <summary>For how many requests each of them stands; 1 when all are looked at.</summary>
    public double Weight => Math.Max(1, (double)Numbers.Count / Requests.Count);

    /// <summary>What they call, most time first.</summary>
    public IReadOnlyList<CallUse> Uses { get; }

    /// <summary>Time that none of their spans tells of, in microseconds.</summary>
    public double OwnMicros => Requests.Sum(static request => request.OwnMicros);

    /// <summary>Time spent in those that are looked at, in microseconds.</summary>
    public double RequestMicros => Requests.Sum(static request => request.DurationMicros);
}
