namespace Ashiato.Settings.Runs;

/// <summary>What makes a run begin.</summary>
public enum RunRuleKind
{
    /// <summary>The first request that fulfils a condition; silence ends it.</summary>
    Request,

    /// <summary>The first request after a silence; the next silence ends it.</summary>
    Silence,

    /// <summary>Another version of a service; the next version ends it.</summary>
    Version,
}
