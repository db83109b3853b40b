namespace Ashiato.Query.Traces.Comparison;

/// <summary>What became of equal calls from one trace to another.</summary>
public enum CallChange
{
    /// <summary>As often, and about as long.</summary>
    Same,

    /// <summary>Only the second trace has them.</summary>
    New,

    /// <summary>Only the first trace has them.</summary>
    Gone,

    /// <summary>They ran more times.</summary>
    MoreOften,

    /// <summary>They ran fewer times.</summary>
    LessOften,

    /// <summary>As often, and longer.</summary>
    Slower,

    /// <summary>As often, and shorter.</summary>
    Faster,
}
