namespace Ashiato.Storage.Crash;

/// <summary>What becomes of a batch's events.</summary>
public enum BatchKind
{
    /// <summary>They stay until somebody deletes them; the metrics among them are old.</summary>
    Lasting,

    /// <summary>They are too old and go, all at once.</summary>
    Old,

    /// <summary>They are too old, but of a pinned trace, and stay.</summary>
    Pinned,
}
