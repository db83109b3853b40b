namespace Ashiato.Storage;

/// <summary>A query cannot be answered as it is.</summary>
/// <param name="reason">What is wrong with it and what to change, as a sentence.</param>
public sealed class QueryException(string reason) : Exception(reason);
