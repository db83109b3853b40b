using Ashiato.Query.Calls;

namespace Ashiato.Query.Runs.Diff;

/// <summary>How a kind of call changed.</summary>
public sealed record CallDifference
{
    /// <summary>Which calls.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>The caller in which it changed most.</summary>
    public required Endpoint Caller { get; init; }

    /// <summary>Before; <see langword="null"/> when it is new.</summary>
    public CallSide? Before { get; init; }

    /// <summary>After; <see langword="null"/> when it is not made any more.</summary>
    public CallSide? After { get; init; }

    /// <summary>What the requests after would have spent more in it before, in microseconds: time gained, negative when lost.</summary>
    public required double GainedMicros { get; init; }
}
