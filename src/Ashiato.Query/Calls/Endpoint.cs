namespace Ashiato.Query.Calls;

/// <summary>The transactions of one name of a service.</summary>
/// <param name="Service"><c>service.name</c>.</param>
/// <param name="Name"><c>transaction.name</c>.</param>
public readonly record struct Endpoint(string Service, string Name);
