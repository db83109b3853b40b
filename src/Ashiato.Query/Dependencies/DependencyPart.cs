namespace Ashiato.Query.Dependencies;

/// <summary>Calls of a dependency that have something in common.</summary>
/// <param name="Name">A service that called it, or an operation (<c>span.name</c>).</param>
/// <param name="Calls">The calls.</param>
public sealed record DependencyPart(string Name, CallFigures Calls);
