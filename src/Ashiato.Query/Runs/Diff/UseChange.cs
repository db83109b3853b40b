using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>How an endpoint's use of a kind of call changed, per request of all its requests.</summary>
/// <param name="Endpoint">Which endpoint.</param>
/// <param name="Kind">Which calls.</param>
/// <param name="Before">Before; all zero when it did not make them.</param>
/// <param name="After">After, likewise.</param>
/// <param name="RequestCount">Requests after; of an endpoint that is gone, before.</param>
internal sealed record UseChange(Endpoint Endpoint, CallKind Kind, UseSide Before, UseSide After, double RequestCount)
{
    /// <summary>Time gained, in microseconds; negative when lost.</summary>
    public double GainedMicros => (Before.Micros - After.Micros) * RequestCount;

    /// <summary>How much of it comes from making the call less or more often.</summary>
    public double GainedByCalls => (Before.Calls - After.Calls) * ((Before.Average + After.Average) / 2) * RequestCount;

    /// <summary>How much of it comes from the call taking less or more time.</summary>
    public double GainedByTime => (Before.Average - After.Average) * ((Before.Calls + After.Calls) / 2) * RequestCount;
}

/// <summary>One side of a <see cref="UseChange"/>.</summary>
/// <param name="Calls">Calls in a request.</param>
/// <param name="Micros">Time spent in them in a request, preparing included, in microseconds.</param>
/// <param name="Requests">Requests of the endpoint.</param>
internal readonly record struct UseSide(double Calls, double Micros, double Requests)
{
    /// <summary>The mean of a call, in microseconds.</summary>
    public double Average => Calls == 0 ? 0 : Micros / Calls;
}
