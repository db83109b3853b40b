namespace Ashiato.Kube.TestServer.Patches;

/// <summary>How a list's items are told apart when two writers share it.</summary>
/// <param name="IsSet">Items are plain values, each at most once.</param>
/// <param name="Keys">The fields that identify an item; empty for sets and for lists that are one value.</param>
internal sealed record ListKind(bool IsSet, string[] Keys)
{
    /// <summary>A list that is one value.</summary>
    public static readonly ListKind Atomic = new(false, []);

    public bool IsAtomic => !IsSet && Keys.Length == 0;
}
