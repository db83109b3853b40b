namespace Ashiato.Query.Dependencies;

/// <summary>Something that services call: a database, a queue, another service.</summary>
/// <param name="Resource"><c>span.destination.service.resource</c>.</param>
/// <param name="Type"><c>span.type</c> of the calls.</param>
/// <param name="Subtype"><c>span.subtype</c> of the calls, such as <c>mysql</c>.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Series">Over time.</param>
public sealed record Dependency(string Resource, string Type, string? Subtype, CallFigures Calls, TimeSeries Series);
