namespace Ashiato.Query.Calls;

/// <summary>What one kind of call takes of an endpoint.</summary>
/// <param name="Share">Its part of the requests' time.</param>
/// <param name="CallsPerRequest">Calls in a request of the endpoint, also counting those without any.</param>
public readonly record struct CallMatrixCell(double Share, double CallsPerRequest);
