namespace Ashiato.Query.Gates;

/// <summary>What a claim is about.</summary>
public enum GateFunction
{
    /// <summary>A percentile of the duration.</summary>
    Percentile,

    /// <summary>The mean duration.</summary>
    Average,

    /// <summary>The longest duration.</summary>
    Max,

    /// <summary>The shortest duration.</summary>
    Min,

    /// <summary>Time spent in all requests together.</summary>
    Sum,

    /// <summary>How many requests.</summary>
    Count,

    /// <summary>Requests a second.</summary>
    Rate,

    /// <summary>The share of failed requests; compared with a plain number, how many.</summary>
    Failed,

    /// <summary>Calls in a request.</summary>
    Calls,

    /// <summary>Findings that nobody has muted.</summary>
    Findings,

    /// <summary>The score of the run.</summary>
    Score,
}
