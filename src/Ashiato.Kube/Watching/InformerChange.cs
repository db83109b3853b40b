using System.Text.Json.Nodes;

namespace Ashiato.Kube.Watching;

/// <summary>What happened to an object, as seen from here.</summary>
/// <param name="Before">The object as it was known; <see langword="null"/> when it is new.</param>
/// <param name="After">The object as it is; <see langword="null"/> when it is gone.</param>
public readonly record struct InformerChange(JsonObject? Before, JsonObject? After)
{
    /// <summary>The object in its last known state.</summary>
    public JsonObject Latest => After ?? Before!;
}
