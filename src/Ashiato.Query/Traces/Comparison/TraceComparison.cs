namespace Ashiato.Query.Traces.Comparison;

/// <summary>Two traces side by side, aligned by what they called.</summary>
public sealed record TraceComparison
{
    /// <summary>The one that is compared with.</summary>
    public required ComparedTrace A { get; init; }

    /// <summary>The one that was asked about.</summary>
    public required ComparedTrace B { get; init; }

    /// <summary>How many transactions <see cref="A"/> is the middle of; <see langword="null"/> when the reader chose it.</summary>
    public required long? TypicalOf { get; init; }

    /// <summary>Equal calls of both, parents before children, in the order in which they began.</summary>
    public required IReadOnlyList<ComparedCalls> Calls { get; init; }

    /// <summary>Why the second took longer or shorter, most time first.</summary>
    public required IReadOnlyList<ComparisonCause> Causes { get; init; }

    /// <summary>True when there is more to compare than <see cref="Calls"/> shows.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>The first cause that goes the way of the whole difference: what a sentence names; <see langword="null"/> for none.</summary>
    public ComparisonCause? FindMainCause()
    {
        int way = Math.Sign(B.DurationMicros - A.DurationMicros);
        return Causes.FirstOrDefault(cause => Math.Sign(cause.DeltaMicros) == way);
    }
}
