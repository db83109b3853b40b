using System.Text.Json;

namespace Ashiato.Query.Traces;

/// <summary>One event in full.</summary>
/// <param name="Event">The ECS document, nested.</param>
/// <param name="Errors">The ECS documents of errors recorded under it, oldest first.</param>
public sealed record EventDetails(JsonElement Event, IReadOnlyList<JsonElement> Errors);
