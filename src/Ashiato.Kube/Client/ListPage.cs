using System.Text.Json.Nodes;

namespace Ashiato.Kube.Client;

/// <summary>A page of objects, each with its kind and API version.</summary>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The version from which a watch goes on.</param>
/// <param name="Continue">Where the next page begins; <see langword="null"/> after the last.</param>
public sealed record ListPage(IReadOnlyList<JsonObject> Items, string ResourceVersion, string? Continue);
