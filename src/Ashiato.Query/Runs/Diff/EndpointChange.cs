using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>How an endpoint changed.</summary>
public sealed record EndpointChange
{
    /// <summary>Which.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>Before; <see langword="null"/> when it is new.</summary>
    public EndpointSide? Before { get; init; }

    /// <summary>After; <see langword="null"/> when it was not asked any more.</summary>
    public EndpointSide? After { get; init; }

    /// <summary>What one request takes more, in microseconds; negative when less, <see langword="null"/> when one side is missing.</summary>
    public double? PerRequestMicros => Before is { } before && After is { } after ? after.AverageMicros - before.AverageMicros : null;

    /// <summary>
    /// What the requests after would have taken more before, in microseconds: time gained, negative when lost. Of a new endpoint all that it takes is lost;
    /// of one that went, all that it took is gained.
    /// </summary>
    public required double GainedMicros { get; init; }
}
