namespace Ashiato.Query.Correlations;

/// <summary>Which transactions are compared with the others.</summary>
public enum CorrelationKind
{
    /// <summary>Those that took at least so long.</summary>
    Slow,

    /// <summary>Those that failed.</summary>
    Failed,
}
