namespace Ashiato.Kube.Client;

/// <summary>Which objects are listed or watched.</summary>
/// <param name="Namespace">One namespace, or <see langword="null"/> for all.</param>
/// <param name="LabelSelector">Such as <c>app=shop,tier</c>.</param>
/// <param name="FieldSelector">Such as <c>metadata.name=shop</c>.</param>
/// <param name="Limit">The most that a page holds; 0 for no limit.</param>
/// <param name="Continue">Where the page begins, as the page before said.</param>
public sealed record ListQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null, int Limit = 0, string? Continue = null);
