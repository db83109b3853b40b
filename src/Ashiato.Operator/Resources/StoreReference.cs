namespace Ashiato.Operator.Resources;

/// <summary>Where an object's store is.</summary>
/// <param name="Namespace">The store's namespace; <see langword="null"/> for the object's own.</param>
/// <param name="Name">The Elasticsearch object.</param>
/// <param name="ServiceName">A Service to reach it by, instead of the usual one.</param>
/// <param name="SecretName">A Secret that describes a store outside, instead of an object.</param>
internal sealed record StoreReference(string? Namespace, string? Name, string? ServiceName, string? SecretName);
