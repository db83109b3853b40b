namespace Ashiato.Query.Traces;

/// <summary>A service as it appears in one trace.</summary>
public sealed record TraceService(string Name, string? AgentName, string? Language, string? Version, string? Environment);
