namespace Ashiato.Kube.Client;

/// <summary>What a deletion requires and does to dependents.</summary>
/// <param name="Uid">Only the object with this identity, or <see langword="null"/> for any.</param>
/// <param name="ResourceVersion">Only this version, or <see langword="null"/> for any.</param>
/// <param name="Propagation"><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</param>
public sealed record DeleteQuery(string? Uid = null, string? ResourceVersion = null, string Propagation = "Background");
