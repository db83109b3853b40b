namespace Ashiato.Query.Calls;

/// <summary>How often an endpoint was asked in a period, and how long it took.</summary>
/// <param name="Endpoint">Which.</param>
/// <param name="Count">Requests.</param>
/// <param name="TotalMicros">Time spent in them, in microseconds.</param>
public sealed record EndpointNumbers(Endpoint Endpoint, long Count, double TotalMicros);
