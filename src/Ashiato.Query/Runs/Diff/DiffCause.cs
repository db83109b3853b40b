using Ashiato.Query.Calls;
using Ashiato.Query.Findings;

namespace Ashiato.Query.Runs.Diff;

/// <summary>One thing that made a difference.</summary>
public sealed record DiffCause
{
    /// <summary>What happened.</summary>
    public required DiffCauseKind Kind { get; init; }

    /// <summary>To which endpoint; of a finding about a service, one without a name.</summary>
    public required Endpoint Endpoint { get; init; }

    /// <summary>To which call, when it is about one.</summary>
    public CallKind? Call { get; init; }

    /// <summary>The number before: microseconds of a call or of own work, calls in a request, failures.</summary>
    public double? Before { get; init; }

    /// <summary>The number after, of the same kind.</summary>
    public double? After { get; init; }

    /// <summary>The finding that came or went.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Time gained by it, in microseconds; negative when lost.</summary>
    public required double GainedMicros { get; init; }
}
