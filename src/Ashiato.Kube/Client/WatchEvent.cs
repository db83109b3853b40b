using System.Text.Json.Nodes;

namespace Ashiato.Kube.Client;

/// <summary>One line of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Object">The object, or for an error the <c>Status</c>.</param>
public sealed record WatchEvent(string Type, JsonObject Object);
