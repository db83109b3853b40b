namespace Ashiato.Model;

/// <summary>The identity of a batch: a store that sees it a second time acknowledges it and keeps it once.</summary>
/// <param name="Value">Version 7 UUID, so that ids sort by the time they were made.</param>
public readonly record struct BatchId(Guid Value)
{
    /// <summary>A new identity.</summary>
    public static BatchId New() => new(Guid.CreateVersion7());

    /// <summary>The UUID in its usual text form.</summary>
    public override string ToString() => Value.ToString();
}
