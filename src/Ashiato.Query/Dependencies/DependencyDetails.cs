namespace Ashiato.Query.Dependencies;

/// <summary>One dependency in a period.</summary>
/// <param name="Dependency">Its numbers; its series has as many intervals as a chart can show.</param>
/// <param name="Callers">Services that called it, most time spent first.</param>
/// <param name="Operations">What it was asked to do (<c>span.name</c>), most time spent first.</param>
/// <param name="HasMoreOperations">True when there were more operations than can be listed.</param>
public sealed record DependencyDetails(Dependency Dependency, IReadOnlyList<DependencyPart> Callers, IReadOnlyList<DependencyPart> Operations, bool HasMoreOperations);
