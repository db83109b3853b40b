namespace Ashiato.Query.Map;

/// <summary>Something on the map.</summary>
/// <param name="Id">Its identity on the map: the name of a service, or <c>&gt;</c> and the resource of something else.</param>
/// <param name="Name"><c>service.name</c>, or <c>span.destination.service.resource</c>.</param>
/// <param name="IsService">True for a service that reports itself.</param>
/// <param name="Type"><c>agent.name</c> of a service; <c>span.subtype</c> or <c>span.type</c> of anything else.</param>
/// <param name="Calls">Its transactions; of anything else, the calls to it.</param>
public sealed record MapNode(string Id, string Name, bool IsService, string? Type, CallFigures Calls);
