namespace Ashiato.Query.Calls;

/// <summary>Transactions that make calls of a kind.</summary>
/// <param name="Endpoint">Whose.</param>
/// <param name="Count">How many calls.</param>
/// <param name="CallsPerRequest">How many in a request that makes any.</param>
/// <param name="TotalMicros">Time spent in them, preparing included, in microseconds.</param>
/// <param name="Share">Its part of the time of that kind, 0 to 1.</param>
public sealed record Caller(Endpoint Endpoint, double Count, double CallsPerRequest, double TotalMicros, double Share);
