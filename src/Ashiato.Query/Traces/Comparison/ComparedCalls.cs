namespace Ashiato.Query.Traces.Comparison;

/// <summary>Equal calls at the same place of two traces.</summary>
public sealed record ComparedCalls
{
    /// <summary>Index of the calls around them, or −1.</summary>
    public required int Parent { get; init; }

    /// <summary>Depth in the common tree; 0 for a root.</summary>
    public required int Depth { get; init; }

    /// <summary>What they are: a row of the trace that has them, the second if both have.</summary>
    public required TraceRow Sample { get; init; }

    /// <summary><c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Those of the first trace; <see langword="null"/> for none.</summary>
    public required CallSet? A { get; init; }

    /// <summary>Those of the second trace; <see langword="null"/> for none.</summary>
    public required CallSet? B { get; init; }

    /// <summary>What became of them.</summary>
    public required CallChange Change { get; init; }

    /// <summary>How much longer they took together in the second trace, in microseconds; negative for shorter.</summary>
    public long DeltaMicros => (B?.SumMicros ?? 0) - (A?.SumMicros ?? 0);
}
