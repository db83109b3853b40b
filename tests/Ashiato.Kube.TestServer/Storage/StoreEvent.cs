using System.Text.Json.Nodes;

namespace Ashiato.Kube.TestServer.Storage;

/// <summary>A change of the store.</summary>
/// <param name="Version">The version that the change made.</param>
/// <param name="Resource">Which resource.</param>
/// <param name="Before">The object before; <see langword="null"/> when it is new.</param>
/// <param name="After">The object after; <see langword="null"/> when it is gone.</param>
/// <param name="Last">The object in its last state, with the version of the change.</param>
internal sealed record StoreEvent(long Version, string Resource, JsonObject? Before, JsonObject? After, JsonObject Last);
