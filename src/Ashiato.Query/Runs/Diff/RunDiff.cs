namespace Ashiato.Query.Runs.Diff;

/// <summary>Two stretches of time, compared per request, so that one that served more is not blamed for it.</summary>
public sealed record RunDiff
{
    /// <summary>The earlier one, or what is compared with.</summary>
    public required RunSide Before { get; init; }

    /// <summary>The one that is asked about.</summary>
    public required RunSide After { get; init; }

    /// <summary>By endpoint, most time gained or lost first.</summary>
    public required IReadOnlyList<EndpointChange> Endpoints { get; init; }

    /// <summary>By kind of call (statements, calls to other services), most time gained or lost first.</summary>
    public required IReadOnlyList<CallDifference> Calls { get; init; }

    /// <summary>What made the difference, what weighs most first.</summary>
    public required IReadOnlyList<DiffCause> Causes { get; init; }

    /// <summary>Time gained by the requests of <see cref="After"/> together, in microseconds; negative when lost. What came or went away does not count.</summary>
    public double GainedMicros => Endpoints.Where(static one => one.Before is not null && one.After is not null).Sum(static one => one.GainedMicros);
}
