namespace Ashiato.Operator.Stores;

/// <summary>What is being changed about a store's nodes.</summary>
/// <param name="IsChanging">True while anything is.</param>
/// <param name="IsReplacing">True while there are pods of before.</param>
/// <param name="HeldBack">The pod that must not go yet; <see langword="null"/> for none.</param>
internal sealed record NodeChanges(bool IsChanging, bool IsReplacing = false, HeldBack? HeldBack = null)
{
    public static readonly NodeChanges None = new(false), Some = new(true);

    /// <summary>What has not begun, and why, as a sentence; <see langword="null"/> when nothing waits.</summary>
    public string? Waits { get; init; }

    /// <summary>Those of two sets.</summary>
    public NodeChanges And(NodeChanges other) => new(IsChanging || other.IsChanging, IsReplacing || other.IsReplacing, HeldBack ?? other.HeldBack) { Waits = Waits ?? other.Waits };
}
